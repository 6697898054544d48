"""Everything that the supervisor's page tells of a period, in a bounded number of statements (C16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from cabinet.accounts.models import User
from chat.figures.bot import AllBot, Precision, precision_between, solved_between
from chat.figures.ratings import AllStars, Stars, stars_between
from chat.figures.waits import AllWaits, Waits, waits_between
from chat.models import Conversation, ConversationStatus

NOBODY = Waits()


@dataclass(frozen=True, slots=True)
class OfSpecialist:
    """What one specialist did."""

    specialist: User
    waits: Waits
    stars: Stars


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits now: how many, how many of them longer than was promised, and since when the first."""

    waiting: int
    late: int
    since: datetime | None
    talking: int  # conversations that a specialist leads and nobody waits in


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the days from `first` to `last` in `zone`."""

    first: date
    last: date
    waits: AllWaits
    stars: AllStars
    specialists: list[OfSpecialist]
    bot: AllBot
    answers: list[Precision]


def figures(*, first: date, last: date, zone: ZoneInfo, now: datetime) -> Figures:
    """The figures of whole days, both included."""
    start, until = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    waits = waits_between(start=start, until=until, zone=zone, now=now)
    stars = stars_between(start=start, until=until, zone=zone)
    return Figures(
        first=first,
        last=last,
        waits=waits,
        stars=stars,
        specialists=_specialists(waits.specialists, stars.specialists),
        bot=solved_between(start=start, until=until, zone=zone),
        answers=precision_between(start=start, until=until),
    )


def queue_now(now: datetime) -> Queue:
    """The live queue. One statement."""
    waits = Q(waiting_since__isnull=False)
    found = Conversation.objects.filter(status=ConversationStatus.OPEN).aggregate(
        waiting=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(promised_until__lt=now)),
        since=Min("waiting_since"),
        talking=Count("pk", filter=~waits & Q(specialist__isnull=False)),
    )
    return Queue(**found)


def _specialists(waits: Mapping[int, Waits], stars: Mapping[int, Stars]) -> list[OfSpecialist]:
    """Who answered most, first."""
    people = User.objects.in_bulk({*waits, *stars})
    found = [OfSpecialist(each, waits.get(key, NOBODY), stars.get(key, Stars())) for key, each in people.items()]
    return sorted(found, key=lambda each: (-each.waits.answered, each.specialist.pk))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
