"""A year of calls, messages and sessions, as the network would have reported them: rated by the real rating.

Packages are never used up here, and what they do not pay for costs the same by every card: so what a month's usage will
cost is known before it is rated, and the payments can be invented first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from billing.demo.cards import (
    BELARUS,
    DATA_STEP,
    KAZAKHSTAN,
    LANDLINE,
    MESSAGE,
    MINUTE,
    Card,
    Price,
    make_cards,
    price_of,
)
from billing.demo.life import Life
from billing.models import LineRate, Unit
from billing.usage.events import Event
from billing.usage.rating import rate_batch
from cabinet.accounts.models import Line
from cabinet.core.money import round_rub

NETWORK = "demo"
MB = 1024**2
SHARE = Decimal("0.9")  # of a package is used at most
STEPS = {Unit.VOICE: MINUTE, Unit.SMS: MESSAGE, Unit.DATA: DATA_STEP}
CLOSED_AT = time(23, 30)  # when the network reports such a day
FRIENDS = ("79161112233", "79055551102", "79262223344", "79037778899", "79851234500")


@dataclass(frozen=True)
class Extra:
    """Usage that packages do not pay for."""

    price: Price
    volume: int
    counterpart: str
    at: time

    @property
    def cost(self) -> Decimal:
        return round_rub(-(-self.volume // self.price.step) * Decimal(self.price.price))


CALL_ABROAD = Extra(price_of(Unit.VOICE, prefix=KAZAKHSTAN), 171, "77012223344", time(19, 41))
EXTRAS = (
    CALL_ABROAD,
    Extra(price_of(Unit.VOICE, prefix=LANDLINE), 288, "74957654321", time(13, 5)),
    Extra(price_of(Unit.SMS, prefix=BELARUS), 1, "375291112233", time(12, 31)),
    Extra(price_of(Unit.DATA, roaming=True), 480 * DATA_STEP, "", time(22, 17)),
)
Cost = tuple[datetime, Life, Decimal]  # when it is reported, of whom, roubles


class Year:
    """The usage of all contracts. `add` puts in what packages do not pay for and says what it will cost."""

    def __init__(self, lives: Sequence[Life]) -> None:
        self.lives = lives
        self.costs: list[Cost] = []
        self._events: list[Event] = []
        for life in lives:
            for line in life.lines:
                card = life.card(line)
                if card is not None:
                    self._events += _within_packages(life, line, card)

    def add(self, life: Life, line: Line, day: datetime, what: Extra | None = None) -> Decimal:
        """Something on `day` that packages do not pay for; returns the roubles, none if it is yet to come."""
        chosen = what or life.random.choice(EXTRAS)
        at = datetime.combine(day.date(), chosen.at, life.zone)
        reported = datetime.combine(day.date(), CLOSED_AT, life.zone)
        if at >= life.until:
            return Decimal(0)
        price = chosen.price
        self._events.append(_event(line, at, price.unit, chosen.volume, chosen.counterpart, roaming=price.roaming))
        self.costs.append((min(reported, life.now), life, chosen.cost))
        return chosen.cost

    def moments(self) -> list[datetime]:
        """When the network reports: each day that costs something, each day of the last week, and now."""
        now = self.lives[0].now
        week = [moment for days in range(1, 8) if (moment := self.lives[0].at(days, CLOSED_AT)) < now]
        return sorted({at for at, _life, _cost in self.costs} | {*week, now})

    def batches(self) -> Iterator[tuple[datetime, list[Event]]]:
        """What is reported at each of the moments: all that began since the one before."""
        events = sorted(self._events, key=lambda event: event.started_at)
        begun = 0
        for moment in self.moments():
            ended = bisect_left(events, moment, key=lambda event: event.started_at)
            if ended > begun:
                yield moment, events[begun:ended]
            begun = ended


def give_cards(lives: Sequence[Life]) -> None:
    """Each counted line its card from the first of the months."""
    cards = make_cards()
    LineRate.objects.bulk_create(
        LineRate(line=line, rate_card=cards[card.code], from_at=next(life.months()))
        for life in lives
        for line in life.lines
        if (card := life.card(line))
    )


def report(events: Sequence[Event], *, now: datetime) -> None:
    """The network tells of `events` at `now`."""
    rate_batch(events=events, name=f"{NETWORK} {now:%Y-%m-%d}", now=now)


def _within_packages(life: Life, line: Line, card: Card) -> Iterator[Event]:
    """Usual days, as many events as the line's owner is busy: packages pay for all of it."""
    busy = 3 if len(life.lines) > 1 else 1  # the first families are shown to everybody
    for month in life.months():
        left = card.share(SHARE)
        midnight = month
        while midnight.month == month.month:
            if card.daily:
                left = card.share(SHARE)
            for unit in card.allowances:
                for _time in range(life.random.randint(0, busy)):
                    event = _usual(life, line, unit, midnight)
                    needed = -(-event.volume // STEPS[unit]) * STEPS[unit]
                    if event.started_at < life.until and needed <= left[unit]:
                        left[unit] -= needed
                        yield event
            midnight += timedelta(days=1)


def _usual(life: Life, line: Line, unit: Unit, midnight: datetime) -> Event:
    at = midnight + timedelta(seconds=life.random.randint(7 * 3600, 23 * 3600))
    if unit == Unit.DATA:
        return _event(line, at, unit, life.random.randint(1, 300) * MB, "")
    volume = life.random.randint(20, 400) if unit == Unit.VOICE else 1
    return _event(line, at, unit, volume, life.random.choice(FRIENDS))


def _event(line: Line, at: datetime, unit: Unit, volume: int, counterpart: str, *, roaming: bool = False) -> Event:
    name = f"{line.number}-{unit}-{at:%Y%m%d%H%M%S}"
    return Event(NETWORK, name, line.number, str(unit), roaming, at, volume, counterpart)
