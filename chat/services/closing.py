"""Closing a conversation, and its opening again by writing (first form of C11)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError
from chat.models import Conversation, ConversationStatus, EventKind
from chat.services.changes import Change, change


class UnseenQuestion(DomainError):
    code = "unseen_question"
    message = _("Пока вы закрывали, абонент написал ещё. Прочтите и ответьте.")


class ContinuedElsewhere(DomainError):
    code = "continued_elsewhere"
    message = _("Разговор на эту тему продолжается в новом обращении. Напишите там.")


class NumberClosed(DomainError):
    code = "number_closed"
    message = _("Номер закрыт, писать по нему больше нельзя.")


def close(*, conversation: Conversation, specialist: User, seen_seq: int, now: datetime) -> None:
    """Close what is answered. Raises `UnseenQuestion` if the subscriber wrote after `seen_seq`. Twice is as once."""
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if not locked.is_open:
            return
        if locked.last_question_seq > seen_seq:
            raise UnseenQuestion
        locked.status = ConversationStatus.CLOSED
        locked.waiting_since = None
        changing.add(EventKind.CLOSE, actor=specialist)


def reopen_if_closed(change: Change, *, actor: User) -> None:
    """Writing into a closed conversation opens it again, within a change.

    Raises `ContinuedElsewhere` where another one about the same is open: two would split what is said; `NumberClosed`
    where the conversation ended with its number.
    """
    conversation = change.conversation
    if conversation.is_open:
        return
    if not Line.objects.filter(conversations=conversation, closed_at=None).exists():
        raise NumberClosed
    try:
        with transaction.atomic():  # the constraint decides: somebody may be opening another at this moment
            Conversation.objects.filter(pk=conversation.pk).update(status=ConversationStatus.OPEN)
    except IntegrityError:
        raise ContinuedElsewhere from None
    conversation.status = ConversationStatus.OPEN
    change.add(EventKind.REOPEN, actor=actor)
