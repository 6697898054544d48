"""«Задать вопрос» of who is not signed in, and the private link to the answer (C7)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.limits import limit
from cabinet.core.errors import DomainError, NotFound, TooManyAttempts
from chat.guests.asking import ask_as_guest, asked_before
from chat.guests.forms import AskForm
from chat.guests.links import link_called, links_of, opens
from chat.guests.sessions import let_in
from chat.models import GuestLink
from chat.talk.answering import answer_at_once

MINE_SHOWN = 5  # earlier questions of this browser that the page leads back to


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """«Задать вопрос» for whoever comes: guests ask here; the rest go to the chat (C1)."""
    if request.user.is_authenticated:
        return redirect("desk" if request.user.is_staff else "chat")
    now = timezone.now()
    if request.method != "POST":
        return _page(request, AskForm.fresh(), now)
    form = AskForm(request.POST)
    link, status = _asked(request, form, now)
    if link is None:
        return _page(request, form, now, status=status)
    answer_at_once(conversation=link.conversation, now=now)
    let_in(request, link, now)
    return redirect(_thread_of(link))


@never_cache
@require_safe
def ask_thread(request: HttpRequest, token: str) -> HttpResponse:
    """The private link: opens the conversation in this browser, and leads to it under an address without the token.
    Where the number was proven since, the way goes through signing in."""
    now = timezone.now()
    link = link_called(token)
    if link is None:
        raise NotFound
    if link.conversation.line_id is not None or (request.user.is_authenticated and request.user.is_staff):
        answer = redirect(_thread_of(link))
    elif opens(link, now):
        let_in(request, link, now)
        answer = redirect(_thread_of(link))
    else:
        messages.warning(request, _("Эта ссылка больше не действует. Спросите ещё раз или войдите в кабинет."))
        answer = redirect("ask")
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _asked(request: HttpRequest, form: AskForm, now: datetime) -> tuple[GuestLink | None, int]:
    """The link of what was asked, or None and the status of the page that says why not. The captcha is spent in the
    same transaction, so of one form sent twice at once the second waits, and finds what the first did."""
    status = 422
    try:
        with transaction.atomic():
            if form.is_valid() and (question := form.question()):
                limit(request, "ask")
                topic, language = form.cleaned_data["topic"], get_language() or "ru"
                return ask_as_guest(question=question, topic=topic, language=language, now=now), 302
    except TooManyAttempts as error:
        form.add_error(None, str(error.message))
        status = 429
    except DomainError as error:
        form.add_error(None, str(error.message))
    question = form.question()
    return (asked_before(question=question, now=now) if question else None), status


def _thread_of(link: GuestLink) -> str:
    return reverse("chat-conversation", args=[link.conversation.public_id]) + "#end"


def _page(request: HttpRequest, form: AskForm, now: datetime, status: int = 200) -> HttpResponse:
    mine = links_of(request.session.session_key, now).select_related("conversation__topic")
    context = {"form": form, "asked": mine.order_by("-conversation__last_event_at")[:MINE_SHOWN]}
    return render(request, "chat/ask.html", context, status=status)
