"""Which bulk messages a number takes (T11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from cabinet.accounts.models import BulkChoice, Line
from cabinet.sms.models import SmsMessage


def unwanted(messages: Sequence[SmsMessage]) -> set[int]:
    """Those of `messages` whose number switched their category off, was lost or is closed: one query for all of them.

    A message belongs to the line that it names, or to who has its number now; what is no number here is not ours to
    judge. One that is being promised has no key yet.
    """
    lives = {message.line_public_id for message in messages if message.line_public_id}
    numbers = {message.msisdn for message in messages if not message.line_public_id}
    lines = _with_choices(Q(public_id__in=lives) | Q(msisdn__in=numbers, closed_at=None))
    by_life = {line.public_id: line for line in lines}
    by_number = {line.msisdn: line for line in lines if line.closed_at is None}
    found = set()
    for message in messages:
        line = by_life.get(message.line_public_id) if message.line_public_id else by_number.get(message.msisdn)
        if line and (line.closed_at or line.is_lost or message.category in line.switched_off):
            found.add(message.pk)
    return found


def end_with_line(line: Line, now: object) -> None:
    """A number closes: what its holder wanted says nothing of the next one (A13)."""
    BulkChoice.objects.filter(line=line).delete()


def _with_choices(which: Q) -> QuerySet[Any]:
    off = ArrayAgg("bulk_choices__category", filter=Q(bulk_choices__allowed=False), default=[])
    return Line.objects.filter(which).annotate(switched_off=off)
