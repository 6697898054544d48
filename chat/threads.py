"""What a page with a thread needs, the same for the subscriber's page and the desk's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from chat.bar import bar
from chat.forms import ClientIdForm
from chat.guests.links import address_of_guest
from chat.models import Conversation
from chat.promises.delivery import note_got
from chat.promises.drafts import Writer, draft_of
from chat.selectors import last_shown
from chat.showing import days, show_all
from chat.viewers import Viewer


def thread(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """The template's variables; times are shown in the zone of the line's contract from here on."""
    line = conversation.line
    zone = zone_of(conversation)
    timezone.activate(zone)
    before = seq_in(request.GET.get("before", ""))
    if before is None and request.method != "HEAD":
        note_got(conversation=conversation, viewer=viewer, seq=viewer.last_seq(conversation), now=now)
    events, earlier = last_shown(conversation, before=before, audiences=viewer.audiences)
    shown = show_all(events, conversation=conversation, viewer=viewer, request=request, now=now)
    return {
        "line": line,
        "about_line": f"line={line.public_id}" if line and not viewer.at_desk else "",  # in the addresses of the thread
        **bar(conversation, viewer, now),
        "at_desk": viewer.at_desk,
        "guest_link": address_of_guest(conversation) if viewer.guest else "",
        "zone": zone.key,
        "days": days((each for each in shown if each.side), zone=zone, now=now),
        "earlier": shown[0].seq if earlier else None,
        "older": before is not None,
        "last_seq": viewer.last_seq(conversation),
        **_writing(conversation, viewer),
        "viewer_key": salted_hmac("chat.viewer", viewer.key).hexdigest()[:16],  # whose drafts a browser keeps
    }


def zone_of(conversation: Conversation) -> ZoneInfo:
    """Where the clocks of `conversation` go: its line's contract; a guest's, the operator's."""
    line = conversation.line
    return ZoneInfo(line.contract.time_zone if line else settings.TIME_ZONE)


def _writing(conversation: Conversation, viewer: Viewer) -> dict[str, Any]:
    """The composer's form, with what this person began on another device."""
    draft = draft_of(conversation, Writer.of(viewer))
    form = ClientIdForm(initial={"client_id": draft.client_id}) if draft else ClientIdForm.fresh()
    return {"form": form, "draft": draft.text if draft else ""}


def seq_in(text: str) -> int | None:
    """A seq from an address or a form, if it is one."""
    return int(text[:18]) if text.isascii() and text.isdigit() else None
