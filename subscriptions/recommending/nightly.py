"""All lines, a batch at a time. A `Reckoning` says when its line was computed, so whoever goes on, after whatever, does
only what is left of the night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate, takewhile

from django.db import connection, transaction
from django.db.models import Q

from cabinet.accounts.models import Line
from subscriptions.recommending import busy
from subscriptions.recommending.busy import events_of
from subscriptions.recommending.reckoning import reckon

LINES = 200  # a batch: large enough for sets, small enough for a second or a few
LONGEST = timedelta(days=125)  # from now back to where the third month began
ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('subscriptions.recommending'))"


@transaction.atomic
def reckon_next(*, night: datetime, after: int = 0, now: datetime) -> int | None:
    """Compute the next lines, by their keys after `after`, that were not computed since `night`; returns the last of
    them, None if there were none left or somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        if not cursor.fetchone()[0]:
            return None
    old = Q(reckoning=None) | Q(reckoning__computed_at__lt=night)
    lines = list(
        Line.objects.filter(old, closed_at=None, pk__gt=after).select_related("contract").order_by("pk")[:LINES]
    )
    if not lines:
        return None
    lines = _not_too_much(lines, now)
    reckon(lines, now=now)
    return lines[-1].pk


def _not_too_much(lines: list[Line], now: datetime) -> list[Line]:
    """The first of `lines`, as many as have usage for one batch: at least one."""
    events = events_of([line.pk for line in lines], since=now - LONGEST, until=now)
    taken = takewhile(lambda sum_: sum_ <= busy.MOST_OF_BATCH, accumulate(events.get(line.pk, 0) for line in lines))
    return lines[: max(sum(1 for _sum in taken), 1)]


def night_of(now: datetime) -> datetime:
    """When the night that `now` belongs to, or that was before it, began: at 20 hours UTC."""
    evening = now.astimezone(UTC).replace(hour=20, minute=0, second=0, microsecond=0)
    return evening if evening <= now else evening - timedelta(days=1)
