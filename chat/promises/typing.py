"""Who is typing: a mark that fades by itself, and a hint without content. It keeps no reply's SMS from going."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from chat.hints import hint_typing
from chat.models import Conversation

SHOWN_FOR = timedelta(seconds=6)  # after the last key; a page that types says so every three seconds
WRITTEN_EVERY = timedelta(seconds=2)  # a client that says it more often is not written down more often


def note_typing(*, conversation: Conversation, side: str, now: datetime) -> None:
    """`side` (`subscriber`, `specialist`) presses keys now; the other side is hinted at it."""
    column = f"{side}_typed_at"
    due = Q(**{column: None}) | Q(**{f"{column}__lt": now - WRITTEN_EVERY})
    if Conversation.objects.filter(due, pk=conversation.pk).update(**{column: now}):
        hint_typing(conversation=conversation.public_id, side=side)


def other_types(conversation: Conversation, *, at_desk: bool, now: datetime) -> bool:
    """Whether the other side was typing within the last seconds."""
    typed_at = conversation.subscriber_typed_at if at_desk else conversation.specialist_typed_at
    return typed_at is not None and typed_at > now - SHOWN_FOR
