"""«Это мой номер»: signing in proves it, and the conversation goes on in the cabinet."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cabinet.accounts.assurance import strong_required
from cabinet.accounts.models import User
from cabinet.core.errors import NotFound
from chat.addresses import address_of
from chat.guests.links import link_of, opens
from chat.guests.moving import AnotherNumber, is_remembered, move, own_line, remember
from chat.models import Conversation
from chat.selectors import find_conversation
from chat.viewers import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is not signed in goes to sign in, and comes back; then one button moves the conversation. It is asked about
    only in a browser that held the link: for others there is no such page."""
    now = timezone.now()
    if not request.user.is_authenticated:
        with suppress(NotFound):  # a stranger cannot tell: led to sign in either way
            remember(request, find_conversation(public_id), now)
        return redirect_to_login(request.path)
    conversation = _held(request, public_id, now)
    return _move(request, conversation, now)


@strong_required
def _move(request: HttpRequest, conversation: Conversation, now: datetime) -> HttpResponse:
    user = cast(User, request.user)  # staff hold no link
    if conversation.author_id == user.pk:  # moved already
        return redirect(address_of(conversation, Viewer(user, at_desk=False)) + "#end")
    if request.method == "POST":
        try:
            line = move(conversation=conversation, user=user, now=now)
        except AnotherNumber:
            return _page(request, conversation, user, now, status=409)
        messages.success(request, _("Разговор перенесён в ваш кабинет."))
        conversation.line = line
        return redirect(address_of(conversation, Viewer(user, at_desk=False)) + "#end")
    return _page(request, conversation, user, now)


def _held(request: HttpRequest, public_id: UUID, now: datetime) -> Conversation:
    """The guest's conversation whose link this browser holds, or held before signing in. Raises `NotFound`."""
    conversation = find_conversation(public_id, "topic")
    if request.user.is_staff:
        raise NotFound
    if conversation.author_id is not None and conversation.author_id == request.user.pk:
        return conversation
    link = link_of(conversation)
    if link is None or not opens(link, now):
        raise NotFound
    if not (remember(request, conversation, now) or is_remembered(request, conversation)):
        raise NotFound
    return conversation


def _page(
    request: HttpRequest, conversation: Conversation, user: User, now: datetime, status: int = 200
) -> HttpResponse:
    line = own_line(conversation=conversation, user=user, now=now)
    context = {"conversation": conversation, "guest": conversation.guest, "own": line}
    return render(request, "chat/move.html", context, status=status)
