"""An answer to what is no longer the last word (C13): who wrote it reads what came meanwhile, and sends it or not."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from chat.models import AuthorKind, Conversation, Event, EventKind

SAID = Q(kind__in=[EventKind.MESSAGE, EventKind.NOTE])
MENDED = Q(kind=EventKind.CHANGE, message__author_kind=AuthorKind.SUBSCRIBER)
SHOWN = 10  # of what came in between


class StaleReply(DomainError):
    """`came`: how many messages and notes the specialist had not seen."""

    code = "stale_reply"

    def __init__(self, came: int) -> None:
        self.came = came
        words = ngettext(
            "Пока вы писали, пришло %(count)d сообщение", "Пока вы писали, пришло %(count)d сообщений", came
        )
        super().__init__(words % {"count": came})


def came_since(conversation: Conversation, *, specialist: User, seen_seq: int) -> QuerySet[Event]:
    """What others said, noted or mended after `seen_seq`, in its order."""
    after = Event.objects.filter(SAID | MENDED, conversation=conversation, seq__gt=seen_seq)
    return after.exclude(actor=specialist).select_related("message__author", "actor").order_by("seq")


def refuse_stale(conversation: Conversation, *, specialist: User, seen_seq: int | None) -> None:
    """Within a change: raise `StaleReply` if anything came after `seen_seq`."""
    if seen_seq is None or seen_seq >= conversation.last_seq:
        return
    came = came_since(conversation, specialist=specialist, seen_seq=seen_seq).count()
    if came:
        raise StaleReply(came)
