"""Usage is forgotten when it was kept long enough; what it cost stays with the entries."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from billing.models import QuarantinedEvent
from billing.usage.partitions import SOON, TABLE, existing, later, month_of, start_of

AT_ONCE = 10_000  # rows of one statement: others write to the table of keys meanwhile
KEYS = """
DELETE FROM billing_usagekey WHERE id IN (SELECT id FROM billing_usagekey WHERE started_at < %s LIMIT %s)
"""


def forget(now: datetime) -> int:
    """Drop the months that are older than `USAGE_KEPT_MONTHS` whole ones, the names of their events, and what was put
    aside before, be it settled or not; returns how many months were dropped.

    Names go after events: an event whose name is forgotten would count again, but one of that age is not taken.
    Raises `OperationalError` if long transactions of others do not let a month go; the next call goes on.
    """
    oldest = later(month_of(now), -settings.USAGE_KEPT_MONTHS)
    over = sorted(month for month in existing() if month < oldest)
    for month in over:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SOON)
            cursor.execute(f"DROP TABLE {TABLE}_{month:%Y_%m}")
    before = start_of(oldest)
    with connection.cursor() as cursor:
        gone = AT_ONCE
        while gone == AT_ONCE:
            cursor.execute(KEYS, [before, AT_ONCE])
            gone = cursor.rowcount
    QuarantinedEvent.objects.filter(batch__accepted_at__lt=before).delete()
    return len(over)
