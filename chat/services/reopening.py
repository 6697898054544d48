"""Writing into a closed conversation opens it again (C11)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError
from chat.models import Conversation, ConversationStatus, EventKind
from chat.services.changes import Change
from chat.shift.presence import is_present


class ContinuedElsewhere(DomainError):
    code = "continued_elsewhere"
    message = _("Разговор на эту тему продолжается в новом обращении. Напишите там.")


class NumberClosed(DomainError):
    code = "number_closed"
    message = _("Номер закрыт, писать по нему больше нельзя.")


def reopen_if_closed(change: Change, *, actor: User | None) -> None:
    """Writing into a closed conversation opens it again, within a change: with the same specialist if they are there.

    Raises `ContinuedElsewhere` where another one about the same is open: two would split what is said; `NumberClosed`
    where the conversation ended with its number.
    """
    conversation = change.conversation
    if conversation.is_open:
        return
    if conversation.line_id and not Line.objects.filter(conversations=conversation, closed_at=None).exists():
        raise NumberClosed
    try:
        with transaction.atomic():  # the constraint decides: somebody may be opening another at this moment
            Conversation.objects.filter(pk=conversation.pk).update(status=ConversationStatus.OPEN)
    except IntegrityError:
        raise ContinuedElsewhere from None
    conversation.status = ConversationStatus.OPEN
    theirs = actor is not None and actor.pk == conversation.specialist_id
    if not theirs and not is_present(conversation.specialist_id, change.at):
        conversation.specialist = None  # whoever is there answers
    change.add(EventKind.REOPEN, actor=actor)
