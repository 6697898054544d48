"""Rating as one would do it by hand: event by event, each looked up, taken from packages, priced."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from billing.usage.events import Event


@dataclass
class Package:
    line: str
    unit: str
    granted: int
    from_at: datetime
    until_at: datetime
    used: int = 0


@dataclass(frozen=True)
class Price:
    unit: str
    roaming: bool
    prefix: str
    step: int
    price: Decimal
    name: str
    from_package: bool


@dataclass
class Network:
    """`cards` of each line: from when, and the prices; the latest that began counts."""

    cards: dict[str, list[tuple[datetime, list[Price]]]]
    packages: list[Package]
    known: dict[tuple[str, str], Event] = field(default_factory=dict)
    rated: dict[tuple[str, str], tuple[int, Decimal]] = field(default_factory=dict)
    sums: dict[tuple, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def accept(self, batch: list[Event]) -> tuple[int, int, int]:
        """How many are rated, repeated, put aside."""
        fresh, repeated, refused = [], 0, 0
        for event in batch:
            known = self.known.get((event.source, event.event_id))
            if known is None and self.price_of(event) is None:
                refused += 1
            elif known is None:
                self.known[event.source, event.event_id] = event
                fresh.append(event)
            elif known == event:
                repeated += 1
            else:
                refused += 1
        for event in sorted(fresh, key=lambda each: (each.started_at, each.event_id, each.source)):
            self._rate(event)
        return len(fresh), repeated, refused

    def price_of(self, event: Event) -> Price | None:
        begun = [prices for from_at, prices in self.cards.get(event.number, []) if from_at <= event.started_at]
        fitting = [
            price
            for price in (begun[-1] if begun else [])
            if price.unit == event.unit
            and price.roaming == event.roaming
            and event.counterpart.startswith(price.prefix)
        ]
        return max(fitting, key=lambda price: len(price.prefix), default=None)

    def _rate(self, event: Event) -> None:
        price = self.price_of(event)
        need = -(-event.volume // price.step) * price.step
        taken = 0
        holding = [
            package
            for package in self.packages
            if (package.line, package.unit) == (event.number, event.unit)
            and package.from_at <= event.started_at < package.until_at
        ]
        for package in sorted(holding, key=lambda each: each.until_at) if price.from_package else []:
            part = min(need - taken, package.granted - package.used)
            package.used += part
            taken += part
        steps = -(-(need - taken) // price.step)
        amount = (steps * price.price).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        self.rated[event.source, event.event_id] = (taken, amount)
        self.sums[event.number, event.unit, event.roaming, price.name] += amount
