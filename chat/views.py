"""The subscriber's pages: topics, a conversation, and what a guest sees. They work without JavaScript."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.current import current_line, numbers, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError, NotFound, TooManyAttempts
from chat.flood import refuse_flood
from chat.forms import ClientIdForm
from chat.models import Conversation
from chat.selectors import conversations_of, topics
from chat.services.accept import ClientIdReused
from chat.services.open_conversation import open_conversation
from chat.services.read import read_by_specialist, read_by_subscriber
from chat.services.say import say
from chat.threads import seq_in, thread
from chat.viewers import Viewer, requested

SEEN = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # one transparent point


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """«Задать вопрос» for whoever comes: guests learn what comes and sign in; the rest go to the chat (C1)."""
    if request.user.is_authenticated:
        return redirect("desk" if request.user.is_staff else "chat")
    return render(request, "chat/ask.html", {"topics": topics()})


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
        return redirect(_address(conversation))
    line = current_line(request)
    may = allowed(request.user, line, Right.CHAT)
    context = {
        "line": line,
        "may_chat": may,
        "topics": topics() if may else [],
        "conversations": conversations_of(line, cast(User, request.user)) if may else [],
    }
    return render(request, "chat/chat.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def conversation_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One conversation: the last messages and the composer. A POST is a message of a browser without JavaScript."""
    now = timezone.now()
    conversation, viewer = requested(request, public_id, now, "topic")
    if viewer.at_desk:
        return redirect("desk-conversation", public_id)
    if request.method == "POST":
        return _say(request, conversation, viewer, now)
    if numbers(request).line != conversation.line:  # a link from an SMS: the header shows the same number as the thread
        return redirect(_address(conversation))
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


def _say(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> HttpResponse:
    text = request.POST.get("text", "")
    form = ClientIdForm(request.POST)
    client_id = form.cleaned_data["client_id"] if form.is_valid() else uuid4()
    try:
        refuse_flood(viewer.user)
        say(conversation=conversation, author=viewer.user, client_id=client_id, text=text, now=now)
    except DomainError as error:
        status = 429 if isinstance(error, TooManyAttempts) else 422
        context = thread(request, conversation, viewer, now) | {"error": error.message, "text": text}
        if form.is_valid() and not isinstance(error, ClientIdReused):
            context["form"] = form  # the same number: pressed again, it is the same message
        return render(request, "chat/conversation.html", context, status=status)
    return redirect(_address(conversation) + "#end")


def _address(conversation: Conversation) -> str:
    address = reverse("chat-conversation", args=[conversation.public_id])
    return f"{address}?line={_line(conversation).public_id}"


def _line(conversation: Conversation) -> Line:
    if conversation.line is None:
        raise NotFound
    return conversation.line
