"""Which conversations stand visibly open on somebody's screen, as the socket processes see it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from chat.models import Conversation

LASTS = timedelta(seconds=10)
RENEWED = timedelta(seconds=5)  # before it ends; so a visible page costs one write in about five seconds


def keep_open(*, conversations: Collection[int], now: datetime) -> int:
    """Pages of these conversations (by key) are visible now: good for `LASTS`. Returns how many rows were written."""
    ending = Q(open_until=None) | Q(open_until__lt=now + RENEWED)
    return Conversation.objects.filter(ending, pk__in=conversations).update(open_until=now + LASTS)
