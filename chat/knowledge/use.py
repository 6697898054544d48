"""Counting how answers are used, and which are used most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db.models import F, Sum

from chat.models import AnswerUse

LATELY = timedelta(days=30)  # what was used before says nothing of what people ask now


class Use(StrEnum):
    """The columns of `AnswerUse`."""

    VIEWED = "viewed"
    TOLD = "told"
    HELPED = "helped"
    MISSED = "missed"


def note_use(*, answer_id: int, what: Use, now: datetime) -> None:
    """Count one use of an answer on the day of `now`."""
    day = now.astimezone(UTC).date()
    today = AnswerUse.objects.filter(answer_id=answer_id, day=day)
    if today.update(**{what: F(what) + 1}):
        return
    AnswerUse.objects.bulk_create([AnswerUse(answer_id=answer_id, day=day)], ignore_conflicts=True)
    today.update(**{what: F(what) + 1})


def used_lately(now: datetime) -> dict[int, int]:
    """How often each answer was read or told in the last thirty days, by its key; those that never were are missing."""
    since = (now - LATELY).astimezone(UTC).date()
    rows = AnswerUse.objects.filter(day__gte=since).values("answer_id")
    return dict(rows.annotate(times=Sum(F("viewed") + F("told"))).values_list("answer_id", "times"))
