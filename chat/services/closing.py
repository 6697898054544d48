"""Closing a conversation (C11)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from chat.models import Conversation
from chat.services.changes import change
from chat.services.person import close_for_good


class UnseenQuestion(DomainError):
    code = "unseen_question"
    message = _("Пока вы закрывали, абонент написал ещё. Прочтите и ответьте.")


def close(*, conversation: Conversation, specialist: User, seen_seq: int, now: datetime) -> None:
    """Close what is answered. Raises `UnseenQuestion` if the subscriber wrote after `seen_seq`. Twice is as once."""
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if not locked.is_open:
            return
        if locked.last_question_seq > seen_seq:
            raise UnseenQuestion
        close_for_good(changing, actor=specialist)
