"""What people said of how they were answered, counted by the database in one statement (C12, C16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

RATINGS = """
WITH ratings AS (
    SELECT r.stars, r.specialist_id,
        extract(hour FROM r.at AT TIME ZONE %(zone)s)::int AS hour, (r.at AT TIME ZONE %(zone)s)::date AS day
    FROM chat_rating r WHERE r.at >= %(start)s AND r.at < %(until)s
)
SELECT grouping(hour), grouping(day), grouping(specialist_id), hour, day, specialist_id, avg(stars)::float8, count(*)
FROM ratings GROUP BY GROUPING SETS ((), (hour), (day), (specialist_id))
"""


@dataclass(frozen=True, slots=True)
class Stars:
    """The mean of `count` ratings, from 1 to 5."""

    mean: float | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class AllStars:
    """Of all, by the hour of the day and the day in which they were given, and by who was rated (by key)."""

    total: Stars
    hours: Mapping[int, Stars]
    days: Mapping[date, Stars]
    specialists: Mapping[int, Stars]


def stars_between(*, start: datetime, until: datetime, zone: ZoneInfo) -> AllStars:
    """What was given in `[start, until)`. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(RATINGS, {"start": start, "until": until, "zone": zone.key})
        rows = cursor.fetchall()
    total, hours, days, specialists = Stars(), {}, {}, {}
    for not_hour, not_day, not_specialist, hour, day, specialist, mean, count in rows:
        stars = Stars(mean, count)
        if not not_hour:
            hours[hour] = stars
        elif not not_day:
            days[day] = stars
        elif not_specialist:
            total = stars
        elif specialist is not None:  # what the bot solved is nobody's
            specialists[specialist] = stars
    return AllStars(total, hours, days, specialists)
