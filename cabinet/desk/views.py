"""The specialist's workplace: queue, thread, subscriber. It works without JavaScript, by posting and refreshing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.desk.gate import specialists_only
from cabinet.desk.selectors import queue, subscriber_of
from chat.flood import refuse_flood
from chat.forms import ClientIdForm
from chat.models import Conversation
from chat.promises.closing import propose_closing
from chat.selectors import waiting_count
from chat.services.assign import take
from chat.services.reply import note, reply
from chat.threads import seq_in, thread
from chat.viewers import Viewer, requested

SHOWN = ("topic", "specialist")
SEEN = "desk_seen"  # in the session: conversations whose opening is in the journal
SEEN_KEPT = 100


@require_safe
@specialists_only
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, with no conversation chosen."""
    return render(request, "desk/desk.html", _queue(request, timezone.now()))


@require_safe
@specialists_only
def queue_part(request: HttpRequest) -> HttpResponse:
    """The queue alone, for a page that refreshes it. `?on=` is the conversation that stands beside it."""
    return render(request, "desk/_queue.html", _queue(request, timezone.now()) | {"on": request.GET.get("on", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@specialists_only
def conversation_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A conversation between the queue and the subscriber. A POST is a reply, or a note."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, *SHOWN)
    if request.method != "POST":
        _note_look(request, conversation, viewer, now)
        return _page(request, conversation, viewer, now)
    form = ClientIdForm(request.POST)
    write = note if request.POST.get("as") == "note" else reply
    text = request.POST.get("text", "")
    client_id = form.cleaned_data["client_id"] if form.is_valid() else uuid4()
    try:
        refuse_flood(viewer)
        write(conversation=conversation, specialist=viewer.specialist, client_id=client_id, text=text, now=now)
    except DomainError as error:
        return _page(request, conversation, viewer, now, error=error, text=text)
    return redirect("desk-conversation", public_id)


@require_POST
@specialists_only
def take_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Взять себе»."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now)
    take(conversation=conversation, specialist=viewer.specialist, now=now)
    return redirect("desk-conversation", public_id)


@require_POST
@specialists_only
def close_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Закрыть»: the subscriber is asked; refused while they write, or over what this page did not show."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, *SHOWN)
    seen_seq = seq_in(request.POST.get("seen_seq", "")) or 0
    try:
        propose_closing(conversation=conversation, specialist=viewer.specialist, seen_seq=seen_seq, now=now)
    except DomainError as error:
        return _page(request, conversation, viewer, now, error=error)
    return redirect("desk-conversation", public_id)


def _page(
    request: HttpRequest,
    conversation: Conversation,
    viewer: Viewer,
    now: datetime,
    *,
    error: DomainError | None = None,
    text: str = "",
) -> HttpResponse:
    context = {
        **_queue(request, now),
        **thread(request, conversation, viewer, now),
        "on": str(conversation.public_id),
        "mine": conversation.specialist_id == viewer.specialist.pk,
        "subscriber": subscriber_of(conversation, now),
        "error": error.message if error else "",
        "text": text,
    }
    return render(request, "desk/conversation.html", context, status=422 if error else 200)


def _note_look(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """The subscriber reads in the journal who opened the conversation; once in a session, for the page refreshes."""
    seen = request.session.get(SEEN, [])
    key = str(conversation.public_id)
    if conversation.line is None or key in seen:
        return
    request.session[SEEN] = [*seen, key][-SEEN_KEPT:]
    looked = SecurityEventKind.LOOKED_AT
    what, origin = "conversation", origin_of(request)
    note_staff(looked, staff=viewer.specialist, about=conversation.line, what=what, origin=origin, now=now)


def _queue(request: HttpRequest, now: datetime) -> dict[str, Any]:
    rows = queue(specialist=cast(User, request.user), now=now)  # the gate let nobody else in
    waited = [row.waited for row in rows if row.waited]
    return {"queue": rows, "waiting": waiting_count(), "longest": waited[0] if waited else ""}
