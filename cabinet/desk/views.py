"""The specialist's workplace: queue, thread, subscriber. It works without JavaScript, by posting and refreshing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.core.errors import DomainError
from cabinet.desk.gate import specialists_only
from cabinet.desk.panes import SHOWN, head, note_look, queue_pane, show_thread, wanted_by
from chat.canned import ready_for
from chat.flood import refuse_flood
from chat.forms import ClientIdForm
from chat.models import Conversation
from chat.promises.attachments import write
from chat.promises.closing import propose_closing
from chat.services.reply import note
from chat.shift.presence import look_at
from chat.threads import seq_in
from chat.viewers import Viewer, requested


@require_safe
@specialists_only
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, with no conversation chosen."""
    return render(request, "desk/desk.html", queue_pane(request, timezone.now()))


@require_safe
@specialists_only
def queue_part(request: HttpRequest) -> HttpResponse:
    """The queue alone, for a page that refreshes it. `?on=` is the conversation that stands beside it."""
    return render(request, "desk/_queue.html", queue_pane(request, timezone.now()) | {"on": request.GET.get("on", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@specialists_only
def conversation_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A conversation between the queue and the subscriber. A POST is a reply, a note, or ready words to begin with."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, *SHOWN)
    if request.method != "POST":
        note_look(request, conversation, viewer, now)
        return show_thread(request, conversation, viewer, now)
    text = request.POST.get("text", "")
    if request.POST.get("as") == "canned":
        return show_thread(request, conversation, viewer, now, text=_with_canned(request, conversation, text))
    try:
        refuse_flood(viewer)
        _write(request, conversation, viewer, now, text)
    except DomainError as error:
        return show_thread(request, conversation, viewer, now, error=error, text=text)
    return redirect(reverse("desk-conversation", args=[public_id]) + wanted_by(request).query)


@require_POST
@specialists_only
def looking_part(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The conversation is before the specialist's eyes, read up to `seen_seq`; answers with what stands over it now."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, *SHOWN)
    seen_seq = seq_in(request.POST.get("seen_seq", "")) or 0
    look_at(conversation=conversation, specialist=viewer.specialist, seen_seq=seen_seq, now=now)
    return render(request, "desk/_about_talk.html", head(conversation, viewer, now))


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
        return show_thread(request, conversation, viewer, now, error=error)
    return redirect("desk-conversation", public_id)


def _write(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime, text: str) -> None:
    form = ClientIdForm(request.POST)
    said: dict[str, Any] = {
        "conversation": conversation,
        "client_id": form.cleaned_data["client_id"] if form.is_valid() else uuid4(),
        "text": text,
        "now": now,
    }
    if request.POST.get("as") == "note":
        note(**said, specialist=viewer.specialist)
    else:
        uploads, seen_seq = request.FILES.getlist("files"), seq_in(request.POST.get("seen_seq", ""))
        write(**said, viewer=viewer, uploads=uploads, seen_seq=seen_seq)


def _with_canned(request: HttpRequest, conversation: Conversation, text: str) -> str:
    """What was typed, and after it the ready words that were chosen."""
    chosen = request.POST.get("canned", "")
    words = [each.words for each in ready_for(conversation) if each.shortcut == chosen]
    return "\n".join(filter(None, [text.rstrip(), *words]))
