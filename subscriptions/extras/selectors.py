"""What the page of services shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from subscriptions.extras.judging import Verdict, judge
from subscriptions.extras.state import LineState
from subscriptions.models import Every, Kind, ServiceCategory, Status, Subscription


@dataclass(frozen=True, slots=True)
class Connected:
    """Something that the line has besides its tariff."""

    of: Subscription

    @property
    def is_content(self) -> bool:
        return self.of.kind == Kind.CONTENT

    @property
    def next_at(self) -> datetime | None:
        """When its price is taken again; None if it is not."""
        of = self.of
        charged = of.status in (Status.ACTIVE, Status.PENDING) and of.ends_at is None
        return of.due_at if charged and of.offering.price else None

    @property
    def price(self) -> Decimal:
        return self.of.offering.price

    @property
    def every(self) -> Every:
        return self.of.every


@dataclass(frozen=True, slots=True)
class Section:
    """Services of one section that the line does not have."""

    title: str
    verdicts: list[Verdict]


def connected(state: LineState) -> list[Connected]:
    """Services and content subscriptions of the line, in the order in which they are paid for."""
    return [Connected(each) for each in state.held if each.kind != Kind.TARIFF]


def available(state: LineState) -> list[Section]:
    """What could be switched on, by section; what may not be says why."""
    verdicts = [judge(state, service) for code, service in state.sold.items() if state.held_service(code) is None]
    sections = [(category, _of(verdicts, category)) for category in ServiceCategory]
    return [Section(str(category.label), found) for category, found in sections if found]


def _of(verdicts: Sequence[Verdict], category: ServiceCategory) -> list[Verdict]:
    """What may be had first, each half in the catalogue's order."""
    return sorted((each for each in verdicts if each.service.category == category), key=lambda each: not each.may)
