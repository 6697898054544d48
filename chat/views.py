"""The subscriber's pages: topics, a conversation, and what a guest sees. They work without JavaScript."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import is_strong
from cabinet.accounts.current import current_line, numbers, posted_line
from cabinet.accounts.models import User
from cabinet.core.errors import DomainError, TooManyAttempts
from chat.acts import act
from chat.addresses import address_of
from chat.bar import bar
from chat.flood import refuse_flood
from chat.forms import ClientIdForm
from chat.guests.gate import guests_too
from chat.models import Conversation
from chat.promises.attachments import write
from chat.selectors import conversations_of, topics
from chat.services.accept import ClientIdReused
from chat.services.open_conversation import open_conversation
from chat.services.person import call_person
from chat.services.read import read_by_specialist, read_by_subscriber
from chat.talk.answering import answer_at_once
from chat.threads import seq_in, thread, zone_of
from chat.viewers import Viewer, requested

SEEN = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # one transparent point


@login_required
@require_http_methods(["GET", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """The topics, and what was asked about this line before. A POST chooses a topic."""
    if request.method == "POST":
        line = posted_line(request)
        require(request.user, line, Right.CHAT)
        topic = get_object_or_404(topics(), slug=request.POST.get("topic", ""))
        user = cast(User, request.user)  # `require` let nobody else through
        conversation = open_conversation(line=line, topic=topic, author=user, now=timezone.now())
        return redirect(address_of(conversation, Viewer(user, at_desk=False)))
    line = current_line(request)
    may = allowed(request.user, line, Right.CHAT)
    context = {
        "line": line,
        "may_chat": may,
        "topics": topics() if may else [],
        "conversations": conversations_of(line, cast(User, request.user)) if may else [],
    }
    return render(request, "chat/chat.html", context)


@guests_too
@require_http_methods(["GET", "POST"])
def conversation_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One conversation: the last messages and the composer. A POST is a message of a browser without JavaScript."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, "topic", "specialist")
    if viewer.at_desk:
        return redirect("desk-conversation", public_id)
    if request.method == "POST":
        return _say(request, conversation, viewer, now)
    if viewer.guest is None and numbers(request).line != conversation.line:
        # a link from an SMS: the header shows the same number as the thread
        return redirect(address_of(conversation, viewer))
    return render(request, "chat/conversation.html", thread(request, conversation, viewer, now))


@require_safe
def seen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The picture at the end of a thread that a browser without JavaScript loads when it shows it."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now)
    seq = seq_in(request.GET.get("seq", ""))
    fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if seq is not None and not fetched_ahead:
        mark = read_by_specialist if viewer.at_desk else read_by_subscriber
        mark(conversation=conversation, reader=viewer.user, seq=seq, now=now)
    return HttpResponse(SEEN, content_type="image/gif")


@require_safe
def bar_part(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The bar over the composer alone, for a page that refreshes it."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, "specialist")
    timezone.activate(zone_of(conversation))
    return render(request, "chat/_bar.html", bar(conversation, viewer, now))


@act
def call_act(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """«Позвать специалиста»."""
    if not viewer.at_desk:
        call_person(conversation=conversation, by=viewer.user, now=now)


def _say(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> HttpResponse:
    text = request.POST.get("text", "")
    form = ClientIdForm(request.POST)
    client_id = form.cleaned_data["client_id"] if form.is_valid() else uuid4()
    try:
        refuse_flood(viewer)
        write(
            conversation=conversation,
            viewer=viewer,
            client_id=client_id,
            text=text,
            uploads=request.FILES.getlist("files"),
            strong=is_strong(request),
            now=now,
        )
    except DomainError as error:
        status = 429 if isinstance(error, TooManyAttempts) else 422
        context = thread(request, conversation, viewer, now) | {"error": error.message, "text": text}
        if form.is_valid() and not isinstance(error, ClientIdReused):
            context["form"] = form  # the same number: pressed again, it is the same message
        return render(request, "chat/conversation.html", context, status=status)
    answer_at_once(conversation=conversation, now=now)
    return redirect(address_of(conversation, viewer) + "#end")
