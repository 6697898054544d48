"""Computing recommendations: the real usage of the last months under all that a line could have instead (T7).

For many lines at once, and nothing is asked of the database for each of them: what lines have, what is on sale, one
rating of everything, and what is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from billing.models import Unit
from billing.usage.what_if import Cost, Package, Terms, Trial, what_if
from cabinet.accounts.models import Line
from subscriptions.models import Reckoning, Service, Tariff
from subscriptions.recommending import busy
from subscriptions.recommending.arithmetic import Choice, Side, saving
from subscriptions.recommending.busy import events_of
from subscriptions.recommending.fitting import fitting_services, fitting_tariffs, goes_with
from subscriptions.recommending.having import Having, having
from subscriptions.recommending.shelf import Given, Shelf, read_shelf
from subscriptions.recommending.spans import Span
from subscriptions.recommending.writing import Offer, write_offers


@dataclass(frozen=True, slots=True)
class Compared:
    """What a line has with what it would have cost, and the same of each thing that it could have."""

    having: Having
    own: Side
    others: tuple[tuple[Choice, Side], ...]

    @property
    def savings(self) -> dict[str, str]:
        """By the key of each tariff, as `Reckoning` keeps them; the line's own saves nothing."""
        tariffs = {
            str(choice.tariff.pk): str(saving(self.own, side)) for choice, side in self.others if not choice.added
        }
        return {str(self.having.tariff.pk): "0.00", **tariffs}

    @property
    def offers(self) -> list[Offer]:
        return [Offer(choice, self.own, side, saving(self.own, side), self.having.span) for choice, side in self.others]


@transaction.atomic
def reckon(lines: Sequence[Line], *, now: datetime) -> int:
    """Compute the recommendations of `lines` (with their contracts) as of `now`; returns how many lines had something
    to compare. Twice is once."""
    have = having(lines, now=now)
    compared = compare(_within_reason(have))
    of_line = {each.having.line.pk: each for each in compared}
    basis = {each.line.pk: each.basis for each in have}
    rows = [
        _row(line, of_line.get(line.pk), basis.get(line.pk, ""), now)
        for line in sorted(lines, key=lambda line: line.pk)
    ]
    Reckoning.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["line"],
        update_fields=["since", "until", "basis", "savings", "computed_at"],
    )  # whoever else computes one of these lines waits here
    write_offers({line.pk: of_line[line.pk].offers if line.pk in of_line else [] for line in lines}, now=now)
    return len(compared)


def _within_reason(have: Sequence[Having]) -> list[Having]:
    """Without the lines that have too many events to rate them again."""
    if not have:
        return []
    since, until = min(each.span.since for each in have), max(each.span.until for each in have)
    events = events_of([each.line.pk for each in have], since=since, until=until)
    return [each for each in have if events.get(each.line.pk, 0) <= busy.MOST_OF_LINE]


def compare(have: Sequence[Having]) -> list[Compared]:
    """What each line would have paid, and with what; nothing is written."""
    if not have:
        return []
    shelf = read_shelf(
        cards={each.tariff.rate_card_id for each in have},
        services={service.pk for each in have for service in each.services},
    )
    choices = [(each, choice) for each in have for choice in _choices(each, shelf)]
    terms = _Terms(shelf)
    trials = [
        Trial(each.line.pk, each.span.since, each.span.until, terms.of(choice, each.span)) for each, choice in choices
    ]
    costs: dict[int, list[tuple[Choice, Cost | None]]] = {}
    for (each, choice), cost in zip(choices, what_if(trials), strict=True):
        costs.setdefault(each.line.pk, []).append((choice, cost))
    return [found for each in have if (found := _compared(each, costs[each.line.pk])) is not None]


def _choices(having: Having, shelf: Shelf) -> Iterator[Choice]:
    """What the line has, first; then each tariff, then each service beside its own tariff."""
    with_packages = tuple(service for service in having.services if service.pk in shelf.of_services)
    yield Choice(having.tariff, with_packages)
    for tariff in fitting_tariffs(having, shelf):
        staying = tuple(service for service in with_packages if goes_with(service, tariff))
        stops = tuple(service for service in having.services if not goes_with(service, tariff))
        yield Choice(tariff, staying, stops=stops)
    for service in fitting_services(having, shelf):
        yield Choice(having.tariff, with_packages, added=service)


def _compared(having: Having, costs: list[tuple[Choice, Cost | None]]) -> Compared | None:
    """None if what the line has cannot be rated by its own card: it was on another one, that had more prices."""
    (own, own_cost), *others = costs
    if own_cost is None:
        return None
    sides = [
        (choice, choice.side(usage=cost.amount, span=having.span, new=True))
        for choice, cost in others
        if cost is not None
    ]
    return Compared(having, own.side(usage=own_cost.amount, span=having.span, new=False), tuple(sides))


def _row(line: Line, compared: Compared | None, basis: str, now: datetime) -> Reckoning:
    if compared is None:
        return Reckoning(line=line, basis=basis, computed_at=now)
    span = compared.having.span
    return Reckoning(
        line=line,
        since=span.since,
        until=span.until,
        basis=basis,
        savings=compared.savings,
        computed_at=now,
    )


class _Terms:
    """The terms of each choice, one object for all lines that would be rated alike."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        # By the place of the span in memory: lines of one day share theirs, and to compare hundreds of periods is slow.
        self._made: dict[tuple[int, int, tuple[int, ...]], Terms] = {}

    def of(self, choice: Choice, span: Span) -> Terms:
        services = [*choice.services, *([choice.added] if choice.added else [])]
        key = (id(span), choice.tariff.pk, tuple(service.pk for service in services))
        made = self._made.get(key)
        if made is None:
            packages = list(_packages(choice.tariff, choice.tariff.rate_card_id, self._shelf.of_cards, span))
            for service in services:
                packages += _packages(service, service.pk, self._shelf.of_services, span)
            made = self._made[key] = Terms(choice.tariff.rate_card_id, tuple(packages))
        return made


def _packages(offering: Tariff | Service, key: int, given: Given, span: Span) -> Iterator[Package]:
    for period in span.periods(offering.every):
        for unit, granted in given.get(key, {}).items():
            yield Package(Unit(unit), granted, period.start, period.until)
