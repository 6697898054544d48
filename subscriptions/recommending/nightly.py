"""All lines, a batch at a time. A `Reckoning` says when its line was computed, so whoever goes on, after whatever, does
only what is left of the night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from cabinet.accounts.models import Line
from subscriptions.recommending.reckoning import reckon

LINES = 200  # a batch: large enough for sets, small enough for a second or a few
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
    reckon(lines, now=now)
    return lines[-1].pk


def night_of(now: datetime) -> datetime:
    """When the night that `now` belongs to, or that was before it, began: at 20 hours UTC."""
    evening = now.astimezone(UTC).replace(hour=20, minute=0, second=0, microsecond=0)
    return evening if evening <= now else evening - timedelta(days=1)
