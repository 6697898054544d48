"""What the bar's buttons do about closing and rating."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from cabinet.core.errors import NotFound
from chat.acts import act
from chat.models import Conversation
from chat.promises.closing import agree_to_close, keep_open
from chat.promises.rating import rate
from chat.threads import seq_in
from chat.viewers import Viewer


@act
def stays_act(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """«Не закрывать», of either side."""
    keep_open(conversation=conversation, by=viewer.user, at_desk=viewer.at_desk, now=now)


@act
def solved_act(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """«Да, спасибо»: only who asked can say so."""
    if viewer.at_desk:
        raise NotFound
    agree_to_close(conversation=conversation, by=viewer.user, now=now)


@act
def rate_act(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """One of five; `words` if they were written."""
    if viewer.at_desk:
        raise NotFound
    stars, words = seq_in(request.POST.get("stars", "")) or 0, request.POST.get("words", "")
    rate(conversation=conversation, by=viewer.user, stars=stars, words=words, now=now)
