"""Everything that is on sale, read once for many lines; and what of it one line could have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from billing.models import Allowance
from cabinet.accounts.models import Line
from subscriptions.models import Every, Service, ServiceAllowance, Tariff

Given = Mapping[int, Mapping[str, int]]  # by the key of a card or a service: how much of each unit a period gives
Sold = TypeVar("Sold", Tariff, Service)


@dataclass(frozen=True, slots=True)
class Shelf:
    """`of_cards`, `of_services`: packages of all that is on sale, and of what lines have of it."""

    tariffs: tuple[Tariff, ...]
    services: tuple[Service, ...]
    regions: Mapping[type, Mapping[int, frozenset[int]]]
    of_cards: Given
    of_services: Given

    def tariffs_for(self, line: Line, *, day: date) -> list[Tariff]:
        return [tariff for tariff in self.tariffs if self._is_sold(tariff, line, day)]

    def services_for(self, line: Line, *, day: date) -> list[Service]:
        """Only such as give packages that are renewed: nothing else makes usage cheaper."""
        return [
            service
            for service in self.services
            if service.pk in self.of_services and service.every != Every.NEVER and self._is_sold(service, line, day)
        ]

    def _is_sold(self, offering: Tariff | Service, line: Line, day: date) -> bool:
        """The rule of `selectors.on_sale`, without a question for each line."""
        where = self.regions[type(offering)].get(offering.pk)
        here = where is None or line.contract.region_id in where
        return here and line.kind in offering.kinds and offering.is_sold_on(day)


def read_shelf(*, cards: Collection[int] = (), services: Collection[int] = ()) -> Shelf:
    """What is on sale, with the packages of old `cards` and `services` that lines still have."""
    on_tariffs, on_services = list(_unarchived(Tariff)), list(_unarchived(Service))
    of_cards: dict[int, dict[str, int]] = defaultdict(dict)
    wanted = {tariff.rate_card_id for tariff in on_tariffs} | set(cards)
    for allowance in Allowance.objects.filter(rate_card__in=wanted):
        of_cards[allowance.rate_card_id][allowance.unit] = allowance.granted
    of_services: dict[int, dict[str, int]] = defaultdict(dict)
    held = {service.pk for service in on_services} | set(services)
    for of_service in ServiceAllowance.objects.filter(service__in=held):
        of_services[of_service.service_id][of_service.unit] = of_service.granted
    return Shelf(
        tuple(on_tariffs),
        tuple(on_services),
        {
            Tariff: _regions(Tariff.regions.through, "tariff_id"),
            Service: _regions(Service.regions.through, "service_id"),
        },
        dict(of_cards),
        dict(of_services),
    )


def _unarchived(model: type[Sold]) -> QuerySet[Sold]:
    return model.objects.filter(archived_at=None).order_by("position", "code")


def _regions(through: type, column: str) -> dict[int, frozenset[int]]:
    """Where each is sold that is not sold everywhere."""
    found: dict[int, set[int]] = defaultdict(set)
    for offering, region in through.objects.values_list(column, "region_id"):  # type: ignore[attr-defined]
        found[offering].add(region)
    return {offering: frozenset(regions) for offering, regions in found.items()}
