"""Reading of a line's calls, messages and sessions (B3): by pages, by days, as a whole for a file.

An event belongs to a line, which is a number *and* the time that it was somebody's: who has the number now sees nothing
of who had it before (A13). A page is found by its place, (start, key), and reads as many rows as it shows; totals and
files read a period, and only one with at most `MOST` events in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cryptography.fernet import InvalidToken
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from billing.models import Entry, UsageEvent
from billing.models.rates import Unit
from billing.periods import Period, today
from billing.selectors import ZERO
from cabinet.accounts.models import Line
from cabinet.core.cipher import Cipher
from cabinet.core.digits import digits_of, plain
from cabinet.core.phones import looks_like_number

MOST = 100_000  # events of a period that totals are made of, and that a file may have
CHUNK = 2000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events: those of `line` that began in `period`; of one `unit` only; whose other end has `counterpart` in
    its number or name; that `entry` was charged for."""

    line: Line
    period: Period
    unit: Unit | None = None
    counterpart: str = ""
    entry: Entry | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.unit or self.counterpart)


@dataclass(frozen=True, slots=True)
class Place:
    """An event's place in the list. In an address it is sealed: a key tells how many events the operator has."""

    started_at: datetime
    key: int

    def sealed(self) -> str:
        return CIPHER.seal(f"{(self.started_at - EPOCH) // MICROSECOND} {self.key}").decode()

    @classmethod
    def opened(cls, text: str) -> Place:
        """Raises `ValueError` for what `sealed` never gave."""
        try:
            moment, key = CIPHER.unseal(text.encode()).split()
        except InvalidToken as error:
            raise ValueError(text) from error
        return cls(EPOCH + int(moment) * MICROSECOND, int(key))


CIPHER = Cipher("billing.usage.place")


@dataclass(frozen=True, slots=True)
class Page:
    """Events, newest first; `older` and `newer` are the places to go on from, None at the ends."""

    events: list[UsageEvent]
    older: Place | None
    newer: Place | None


@dataclass(slots=True)
class Used:
    """So many `events` of a unit, `volume` in its seconds, messages or bytes, for `amount` roubles beyond packages."""

    events: int = 0
    volume: int = 0
    amount: Decimal = ZERO

    def add(self, other: Used) -> None:
        self.events += other.events
        self.volume += other.volume
        self.amount += other.amount


@dataclass(slots=True)
class Day:
    """A day of the contract's zone."""

    date: date
    used: dict[Unit, Used] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum((used.amount for used in self.used.values()), ZERO)


@dataclass(slots=True)
class Summary:
    """Totals of what was asked, and the days that they are of, newest first; days without events are not among them."""

    days: list[Day]
    used: dict[Unit, Used]

    @property
    def events(self) -> int:
        return sum(used.events for used in self.used.values())

    @property
    def amount(self) -> Decimal:
        return sum((used.amount for used in self.used.values()), ZERO)


def charged_by(*, entry: Entry, line: Line) -> Asked:
    """The events that `entry` was charged for. It occurred when the last of them began, and its cause says when the
    first did; without that, they are of one calendar month."""
    zone = ZoneInfo(line.contract.time_zone)
    last = today(entry.occurred_at, zone)
    try:
        first = min(today(datetime.fromisoformat(entry.cause["facts"]["from"]), zone), last)
    except (KeyError, TypeError, ValueError):
        first = last.replace(day=1)
    return Asked(line, Period(first, last, zone), entry=entry)


def are_too_many(of: Asked) -> bool:
    """Whether the period has more events than totals are made of, whatever they are narrowed to."""
    return _of_period(of)[MOST : MOST + 1].exists()


def summary(of: Asked) -> Summary:
    """Totals and days; the caller asked `are_too_many` first."""
    rows = (
        _events(of)
        .order_by()
        .annotate(day=TruncDate("started_at", tzinfo=of.period.zone))
        .values("day", "unit")
        .annotate(events=Count("*"), used=Sum("volume"), roubles=Sum("amount"))
        .order_by("-day")
        .values_list("day", "unit", "events", "used", "roubles")
    )
    days: dict[date, Day] = {}
    totals: dict[Unit, Used] = {}
    for when, name, events, volume, amount in rows:
        unit, used = Unit(name), Used(events, int(volume), amount)
        days.setdefault(when, Day(when)).used[unit] = used
        totals.setdefault(unit, Used()).add(used)
    return Summary(list(days.values()), {unit: totals[unit] for unit in Unit if unit in totals})


def page(*, of: Asked, limit: int, before: Place | None = None, after: Place | None = None) -> Page:
    """A page of events: the newest, those before (older than) a place, or those after it."""
    events = _events(of).select_related("rate", "entry")
    if after is not None:
        newer = Q(started_at__gt=after.started_at) | Q(id__gt=after.key)
        found = list(events.filter(newer, started_at__gte=after.started_at).order_by("started_at", "id")[: limit + 1])
        if len(found) > limit:
            return _page(found[limit - 1 :: -1], older=True, newer=True)
        before = None  # the newest page, and a full one
    elif before is not None:
        # The range alone is what the index and the choice of partitions go by.
        older = Q(started_at__lt=before.started_at) | Q(id__lt=before.key)
        events = events.filter(older, started_at__lte=before.started_at)
    found = list(events.order_by("-started_at", "-id")[: limit + 1])
    return _page(found[:limit], older=len(found) > limit, newer=before is not None)


def export(*, of: Asked) -> Iterator[list[UsageEvent]]:
    """All the events in their order, a chunk at a time."""
    events = _events(of).select_related("rate").order_by("started_at", "id")
    chunk = list(events[:CHUNK])
    while chunk:
        yield chunk
        last = chunk[-1]
        rest = events.filter(Q(started_at__gt=last.started_at) | Q(id__gt=last.id), started_at__gte=last.started_at)
        chunk = list(rest[:CHUNK])


def _of_period(of: Asked) -> QuerySet[UsageEvent]:
    events = UsageEvent.objects.filter(
        line=of.line, started_at__gte=of.period.start, started_at__lt=of.period.end
    ).order_by("-started_at", "-id")
    return events.filter(entry=of.entry) if of.entry else events


def _events(of: Asked) -> QuerySet[UsageEvent]:
    events = _of_period(of)
    if of.unit:
        events = events.filter(unit=of.unit)
    return events.filter(_other_end(of.counterpart)) if of.counterpart else events


def _other_end(text: str) -> Q:
    """Part of a number as people write it, where 8 may stand for +7; or part of a name."""
    if not looks_like_number(text):
        return Q(counterpart__icontains=plain(text))
    digits = digits_of(text)
    part = Q(counterpart__contains=digits)
    return part | Q(counterpart__startswith=f"7{digits[1:]}") if len(digits) > 1 and digits[0] == "8" else part


def _page(events: list[UsageEvent], *, older: bool, newer: bool) -> Page:
    if not events:
        return Page([], None, None)
    first, last = (Place(event.started_at, event.id) for event in (events[0], events[-1]))
    return Page(events, last if older else None, first if newer else None)
