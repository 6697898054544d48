"""Where somebody stands in the queue, and how long that usually takes: by what specialists really did within the last
hour, never by a guess (C4)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q

from chat.models import Conversation, Wait, WaitEnd

HOUR = timedelta(hours=1)
ENOUGH = 3  # answers within the hour, of which a pace can be told; of fewer nothing is said
KEPT = 10  # seconds that the pace is not counted again


@dataclass(frozen=True)
class Place:
    """`number`: 1 is next. `minutes`: the usual wait from there; None where too little was answered to tell."""

    number: int
    minutes: int | None


def place_of(conversation: Conversation, now: datetime) -> Place | None:
    """Where `conversation` stands among those that nobody has taken yet; None if it does not wait, or is somebody's."""
    if conversation.promised_until is None or conversation.specialist_id is not None:
        return None
    sooner = Q(promised_until__lt=conversation.promised_until) | Q(
        promised_until=conversation.promised_until, pk__lt=conversation.pk
    )
    before = Conversation.objects.filter(sooner, promised_until__isnull=False, specialist=None).count()
    return Place(before + 1, minutes_until(before + 1, answered_lately(now)))


def answered_lately(now: datetime) -> int:
    """How many who waited were answered within the last hour; counted anew every few seconds."""
    key = "chat.answered_lately"
    found: int | None = cache.get(key)
    if found is None:
        found = Wait.objects.filter(end=WaitEnd.ANSWERED, ended_at__gt=now - HOUR, ended_at__lte=now).count()
        cache.set(key, found, KEPT)
    return found


def minutes_until(number: int, answered: int) -> int | None:
    """The whole minutes until the `number`th in the queue is answered at the pace of `answered` an hour."""
    if answered < ENOUGH:
        return None
    return max(1, math.ceil(number * 60 / answered))
