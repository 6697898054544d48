"""The desk's three panes: what the queue, the thread and the pane beside it need."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.desk.context import earlier_talks, subscriber_of
from cabinet.desk.selectors import clock, name_of, queue
from chat.canned import ready_for
from chat.labels import labels_for, offered_labels
from chat.models import Conversation
from chat.selectors import topics
from chat.services.stale import SHOWN as CAME_SHOWN
from chat.services.stale import StaleReply, came_since
from chat.shift.presence import colleagues_of, duty_of, look_at, others_looking, present
from chat.shift.queue import SHOWS, Wanted, waiting_count
from chat.showing import show_all
from chat.threads import seq_in, thread
from chat.viewers import Viewer

SHOWN = ("topic", "specialist")  # of a conversation, read with it
SEEN = "desk_seen"  # in the session: conversations whose opening is in the journal
SEEN_KEPT = 100


def queue_pane(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The queue as the address wants it, and the shift of who looks at it. Their desk is open: noted here."""
    specialist = cast(User, request.user)  # the gate let nobody else in
    wanted = wanted_by(request)
    rows = queue(specialist=specialist, now=now, wanted=wanted)
    since = min((row.conversation.waiting_since for row in rows if row.conversation.waiting_since), default=None)
    return {
        "queue": rows,
        "wanted": wanted,
        "topics": topics(),
        "all_labels": offered_labels(),
        "waiting": waiting_count(),
        "since": since,
        "longest": clock(now - since) if since else "",
        "duty": duty_of(specialist, now),
        "on_duty": present(now).count(),
    }


def wanted_by(request: HttpRequest) -> Wanted:
    """What of the queue the address asks for; what is unknown asks for everything."""
    show = request.GET.get("show", "")
    return Wanted(show if show in SHOWS else "", request.GET.get("topic", "")[:40], request.GET.get("label", "")[:40])


def show_thread(
    request: HttpRequest,
    conversation: Conversation,
    viewer: Viewer,
    now: datetime,
    *,
    error: DomainError | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a conversation; with `error`, what was typed comes back in `more`."""
    seen = seq_in(request.POST.get("seen_seq", ""))
    look_at(conversation=conversation, specialist=viewer.specialist, seen_seq=conversation.last_seq, now=now)
    context = {
        **queue_pane(request, now),
        **thread(request, conversation, viewer, now),
        **head(conversation, viewer, now),
        "on": str(conversation.public_id),
        "pane": "about" if request.GET.get("pane") == "about" else "talk",
        "subscriber": subscriber_of(conversation, now),
        "earlier_talks": earlier_talks(conversation),
        "labels": labels_for(conversation),
        "canned": ready_for(conversation),
        "colleagues": colleagues_of(viewer.specialist, now),
        "error": error,
        "came": [],
        **more,
    }
    if isinstance(error, StaleReply):
        came = came_since(conversation, specialist=viewer.specialist, seen_seq=seen or 0)[:CAME_SHOWN]
        context["came"] = show_all(came, conversation=conversation, viewer=viewer, request=request, now=now)
    status = 200 if error is None else 409 if isinstance(error, StaleReply) else 422
    return render(request, "desk/conversation.html", context, status=status)


def head(conversation: Conversation, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """What stands over the thread: who asks, who answers, who else looks."""
    leads = conversation.specialist
    return {
        "conversation": conversation,
        "line": conversation.line,
        "name": name_of(conversation),
        "mine": leads is not None and leads.pk == viewer.specialist.pk,
        "free": leads is None,
        "looking": others_looking(conversation, viewer.specialist, now),
    }


def note_look(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """The subscriber reads in the journal who opened the conversation; once in a session, for the page refreshes."""
    seen = request.session.get(SEEN, [])
    key = str(conversation.public_id)
    if conversation.line is None or key in seen:
        return
    request.session[SEEN] = [*seen, key][-SEEN_KEPT:]
    looked = SecurityEventKind.LOOKED_AT
    what, origin = "conversation", origin_of(request)
    note_staff(looked, staff=viewer.specialist, about=conversation.line, what=what, origin=origin, now=now)
