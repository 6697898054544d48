"""What the bot did: how many conversations it brought to an end alone, and how often each answer helped (C15, C16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q

from chat.figures.waits import share
from chat.models import Answer

SHOWN = 200  # answers
SOLVED = """
WITH talks AS (
    SELECT m.conversation_id, min(d.at) AS since, (array_agg(d.helped ORDER BY d.at DESC))[1] AS last_helped
    FROM chat_botdecision d JOIN chat_message m ON m.id = d.message_id
    WHERE d.source = 'chat' AND d.decision <> 'smalltalk' AND d.at >= %(start)s AND d.at < %(until)s
    GROUP BY m.conversation_id
), asked AS (
    SELECT extract(hour FROM t.since AT TIME ZONE %(zone)s)::int AS hour, (t.since AT TIME ZONE %(zone)s)::date AS day,
        t.last_helped IS NOT false AND NOT EXISTS (
            SELECT FROM chat_wait w WHERE w.conversation_id = t.conversation_id AND w.since >= t.since
        ) AS solved
    FROM talks t
)
SELECT grouping(hour), grouping(day), hour, day, count(*), count(*) FILTER (WHERE solved)
FROM asked GROUP BY GROUPING SETS ((), (hour), (day))
"""


@dataclass(frozen=True, slots=True)
class BotShare:
    """Of the conversations in which the bot was asked something, those after which no specialist was wanted, and
    nobody said at last that it had not helped."""

    asked: int = 0
    solved: int = 0

    @property
    def share(self) -> int | None:
        """Per cent."""
        return share(self.solved, self.asked)


@dataclass(frozen=True, slots=True)
class AllBot:
    """Of all, and by the hour of the day and the day in which the bot was asked first."""

    total: BotShare
    hours: Mapping[int, BotShare]
    days: Mapping[date, BotShare]


@dataclass(frozen=True, slots=True)
class Precision:
    """How often an answer was given or chosen, and what people said of it."""

    answer: Answer
    given: int
    helped: int
    not_helped: int

    @property
    def share(self) -> int | None:
        """Per cent of those who said anything."""
        return share(self.helped, self.helped + self.not_helped)


def solved_between(*, start: datetime, until: datetime, zone: ZoneInfo) -> AllBot:
    """Of what was asked in `[start, until)`. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(SOLVED, {"start": start, "until": until, "zone": zone.key})
        rows = cursor.fetchall()
    total, hours, days = BotShare(), {}, {}
    for not_hour, not_day, hour, day, *counted in rows:
        if not not_hour:
            hours[hour] = BotShare(*counted)
        elif not not_day:
            days[day] = BotShare(*counted)
        else:
            total = BotShare(*counted)
    return AllBot(total, hours, days)


def precision_between(*, start: datetime, until: datetime) -> list[Precision]:
    """Of each answer that was given in `[start, until)`, what failed most often first. One statement."""
    within = Q(decisions__at__gte=start, decisions__at__lt=until)
    found = (
        Answer.objects.annotate(
            given=Count("decisions", filter=within),
            helped=Count("decisions", filter=within & Q(decisions__helped=True)),
            not_helped=Count("decisions", filter=within & Q(decisions__helped=False)),
        )
        .filter(given__gt=0)
        .order_by("-not_helped", "-given", "pk")[:SHOWN]
    )
    return [Precision(each, each.given, each.helped, each.not_helped) for each in found]
