"""Events lie in a partition for each month (UTC): made ahead, dropped when they were kept long enough."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import connection, transaction

AHEAD = 3  # months for which there always is a partition
TABLE = "billing_usageevent"
NAMED = re.compile(rf"{TABLE}_(\d{{4}})_(\d{{2}})")
# A partition has the foreign keys of its table, so making and dropping one locks what they point to, against writers.
# Who cannot have that soon gives way, and is called again: nobody waits behind it.
SOON, AS_BEFORE = "SET LOCAL lock_timeout = '3s'", "SET LOCAL lock_timeout TO DEFAULT"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('billing.usage.partitions'))"
EXISTING = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"


def month_of(moment: datetime) -> date:
    """The first day of the month, in UTC, that `moment` is in."""
    return moment.astimezone(UTC).date().replace(day=1)


def later(month: date, months: int) -> date:
    """The month that is so many `months` after `month`; before it, if negative."""
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def oldest_accepted(now: datetime) -> datetime:
    """Events that began before it are refused. A month later than what may be dropped: whoever rates while others drop,
    by a clock that is a little behind, never meets a month that is gone."""
    return start_of(later(month_of(now), 1 - settings.USAGE_KEPT_MONTHS))


def existing() -> set[date]:
    """The months that have a partition."""
    with connection.cursor() as cursor:
        cursor.execute(EXISTING, [TABLE])
        found = (NAMED.fullmatch(name) for (name,) in cursor.fetchall())
        return {date(int(name[1]), int(name[2]), 1) for name in found if name}


def ensure(months: Iterable[date]) -> list[date]:
    """Make the partitions of `months` (their first days) that there are none of; returns which were made.

    Raises `OperationalError` if long transactions of others do not let it.
    """
    wanted = set(months)
    if wanted <= existing():
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SOON)
        cursor.execute(ONE_AT_A_TIME)
        missing = sorted(wanted - existing())
        for month in missing:
            cursor.execute(
                f"CREATE TABLE {TABLE}_{month:%Y_%m} PARTITION OF {TABLE} FOR VALUES FROM (%s) TO (%s)",
                [start_of(month), start_of(later(month, 1))],
            )
        cursor.execute(AS_BEFORE)  # the transaction may be the caller's
    return missing


def ensure_ahead(now: datetime) -> list[date]:
    """Make this month's partition and those of the next ones."""
    return ensure(later(month_of(now), months) for months in range(AHEAD + 1))


def start_of(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)
