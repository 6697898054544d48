"""What a contract will be charged for until a day, if nothing else happens: by the same periods as the run charges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from subscriptions.charging.periods import day_of, nth
from subscriptions.charging.wallets import is_extra
from subscriptions.models import Every, Kind, Offering, Status, Subscription, Tariff, TariffChange

LONGEST = 800  # periods of one thing: two years of days


@dataclass(frozen=True, slots=True)
class Stream:
    """`price` roubles at `due` and then at the beginning of each period after `index`, counted from `anchor`; nothing
    from `ends` on. `extra`: it is not paid for below the threshold that the owner chose."""

    anchor: date
    every: Every
    index: int
    due: datetime
    price: Decimal
    ends: datetime | None = None
    extra: bool = False

    def until(self, moment: datetime, zone: ZoneInfo) -> Decimal:
        """What is charged up to `moment`, the charge of that very moment among it."""
        total, at, index = Decimal(0), self.due, self.index
        while at <= moment and (self.ends is None or at < self.ends) and index - self.index < LONGEST:
            total += self.price
            index += 1
            at = nth(anchor=self.anchor, every=self.every, index=index, zone=zone).start
        return total


def stream_of(held: Subscription, *, ends: datetime | None = None) -> Stream | None:
    """What goes on being charged for `held`, until `ends` or its own end; None if nothing does."""
    if held.status != Status.ACTIVE or held.due_at is None or held.every == Every.NEVER:
        return None
    ending = [moment for moment in (ends, held.ends_at) if moment is not None]
    price = held.offering.price
    return Stream(held.anchor, held.every, held.periods, held.due_at, price, min(ending, default=None), is_extra(held))


def new_stream(offering: Offering, *, anchor: date, index: int, zone: ZoneInfo) -> Stream | None:
    """What begins to be charged for `offering`, from its period number `index` on."""
    every = Every(offering.every)
    if every == Every.NEVER:
        return None
    return Stream(anchor, every, index, nth(anchor=anchor, every=every, index=index, zone=zone).start, offering.price)


def streams(
    held: Iterable[Subscription],
    *,
    changes: Iterable[TariffChange],
    ends: dict[int, datetime],
    has_content: bool,
    zone: ZoneInfo,
) -> Iterator[Stream]:
    """All that the main account pays for: `held`, some of which `ends` (by key), and what is planned instead of it."""
    planned = {change.line_id: change for change in changes}
    for each in held:
        if each.kind == Kind.CONTENT and has_content:
            continue
        change = planned.get(each.line_id) if each.kind == Kind.TARIFF else None
        until = change.apply_at if change is not None else ends.get(each.pk)
        yield from filter(None, [stream_of(each, ends=until), _planned(change.to, change, zone) if change else None])


def _planned(to: Tariff, change: TariffChange, zone: ZoneInfo) -> Stream | None:
    return new_stream(to, anchor=day_of(change.apply_at, zone), index=0, zone=zone)
