"""How long people waited and whether what was promised was kept, counted by the database in one statement (C16).

The first wait of a conversation is that for a specialist at all; the later ones are for an answer within it. A wait
counts where it began. Of those that were answered the middle and the ninetieth of a hundred are told: means hide the
unlucky ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

WAITS = """
WITH waits AS (
    SELECT w.specialist_id, w."end", extract(epoch FROM w.ended_at - w.since) AS took,
        extract(hour FROM w.since AT TIME ZONE %(zone)s)::int AS hour,
        (w.since AT TIME ZONE %(zone)s)::date AS day,
        w."end" = 'answered' AND w.ended_at <= w.promised_until AS kept,
        w."end" = 'answered' OR w.promised_until < coalesce(w.ended_at, %(now)s) AS due,
        NOT EXISTS (
            SELECT FROM chat_wait b WHERE b.conversation_id = w.conversation_id AND b.since < w.since
        ) AS first
    FROM chat_wait w WHERE w.since >= %(start)s AND w.since < %(until)s
)
SELECT grouping(hour), grouping(day), grouping(specialist_id), hour, day, specialist_id,
    count(*), count(*) FILTER (WHERE "end" = 'answered'),
    count(*) FILTER (WHERE kept), count(*) FILTER (WHERE due),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE "end" = 'answered' AND first),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY took) FILTER (WHERE "end" = 'answered' AND first),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE "end" = 'answered' AND NOT first),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY took) FILTER (WHERE "end" = 'answered' AND NOT first)
FROM waits GROUP BY GROUPING SETS ((), (hour), (day), (specialist_id))
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds; None where nobody was answered."""

    middle: float | None = None
    ninth: float | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """`kept` of the `due` promises were kept; those whose time has not come are not due. `first` is the waiting for a
    specialist, `later` that for an answer within a conversation."""

    count: int = 0
    answered: int = 0
    kept: int = 0
    due: int = 0
    first: Times = Times()
    later: Times = Times()

    @property
    def kept_share(self) -> int | None:
        """Per cent."""
        return share(self.kept, self.due)


@dataclass(frozen=True, slots=True)
class AllWaits:
    """Of all, by the hour of the day in which they began, by day, and by who answered (by key)."""

    total: Waits
    hours: Mapping[int, Waits]
    days: Mapping[date, Waits]
    specialists: Mapping[int, Waits]


def waits_between(*, start: datetime, until: datetime, zone: ZoneInfo, now: datetime) -> AllWaits:
    """What began in `[start, until)`. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS, {"start": start, "until": until, "zone": zone.key, "now": now})
        rows = cursor.fetchall()
    total, hours, days, specialists = Waits(), {}, {}, {}
    for not_hour, not_day, not_specialist, hour, day, specialist, *counted in rows:
        count, answered, kept, due, *times = counted
        waits = Waits(count, answered, kept, due, Times(*times[:2]), Times(*times[2:]))
        if not not_hour:
            hours[hour] = waits
        elif not not_day:
            days[day] = waits
        elif not_specialist:
            total = waits
        elif specialist is not None:  # closed without an answer: nobody's
            specialists[specialist] = waits
    return AllWaits(total, hours, days, specialists)


def share(part: int, of: int) -> int | None:
    """Per cent, rounded down: all of it only where it is all of it. None of nothing."""
    return part * 100 // of if of else None
