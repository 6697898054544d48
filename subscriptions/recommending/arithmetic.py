"""What some months cost, or would have: fees and usage, and how it is kept for the page. Sums are roubles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from cabinet.core.languages import in_language
from cabinet.core.money import round_rub
from subscriptions.models import Service, Tariff
from subscriptions.recommending.spans import MONTHS, Span


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison, for all of the months: fees of the tariff, of services with packages and of one that is
    new, what packages did not pay for, and what going over costs once."""

    name_ru: str
    name_en: str
    fee: Decimal
    services: Decimal = Decimal(0)
    added: Decimal = Decimal(0)
    usage: Decimal = Decimal(0)
    connect: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.fee + self.services + self.added + self.usage + self.connect

    @property
    def name(self) -> str:
        return in_language(self.name_ru, self.name_en)

    def kept(self) -> dict[str, str]:
        """As JSON keeps it: sums are texts."""
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def of_kept(cls, kept: Mapping[str, str]) -> Self:
        sums = {name: Decimal(value) for name, value in kept.items() if not name.startswith("name_")}
        return cls(name_ru=kept["name_ru"], name_en=kept["name_en"], **sums)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a line would have: `tariff` with `services` of those that it has, and `added`, a service that it has not.
    `stops`: what it has and would not go with the tariff."""

    tariff: Tariff
    services: tuple[Service, ...] = ()
    added: Service | None = None
    stops: tuple[Service, ...] = ()

    @property
    def offering(self) -> Tariff | Service:
        return self.added or self.tariff

    def side(self, *, usage: Decimal, span: Span, new: bool) -> Side:
        """What it comes to when packages leave `usage` unpaid; `new`: going over to it costs its fee."""
        return Side(
            name_ru=self.offering.name_ru,
            name_en=self.offering.name_en,
            fee=fees([self.tariff], span),
            services=fees(self.services, span),
            added=fees([self.added], span) if self.added else Decimal(0),
            usage=usage,
            connect=self.offering.connect_fee if new else Decimal(0),
        )


def fees(offerings: Sequence[Tariff | Service], span: Span) -> Decimal:
    """What all periods of the months cost."""
    return sum((each.price * len(span.periods(each.every)) for each in offerings), Decimal(0))


def saving(own: Side, other: Side) -> Decimal:
    """Roubles a month that `other` would have saved; less than zero if it would have cost more."""
    return round_rub((own.total - other.total) / MONTHS)


def arithmetic(*, own: Side, other: Side, span: Span, stops: Sequence[Service]) -> dict[str, Any]:
    """How a saving was found, as `Recommendation.arithmetic` keeps it."""
    return {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "own": own.kept(),
        "other": other.kept(),
        "stops": [[service.name_ru, service.name_en] for service in stops],
    }
