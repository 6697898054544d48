"""Reading what is recommended. `fresh` computes first what nobody has computed yet, or what is no longer true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from cabinet.accounts.models import Line
from subscriptions.models import Reckoning, Recommendation
from subscriptions.recommending.arithmetic import Side
from subscriptions.recommending.having import having
from subscriptions.recommending.reckoning import reckon

MOST = 20  # on a page, hidden ones among them


@dataclass(frozen=True, slots=True)
class Shown:
    """A recommendation as the page shows it."""

    row: Recommendation
    own: Side
    other: Side
    first: date
    last: date
    stops: tuple[str, ...]

    @classmethod
    def of(cls, row: Recommendation) -> Self:
        kept = row.arithmetic
        english = get_language() == "en"
        return cls(
            row=row,
            own=Side.of_kept(kept["own"]),
            other=Side.of_kept(kept["other"]),
            first=date.fromisoformat(kept["first"]),
            last=date.fromisoformat(kept["last"]),
            stops=tuple(name_en if english and name_en else name for name, name_en in kept["stops"]),
        )

    @property
    def difference(self) -> Decimal:
        """Roubles, for all of the months together."""
        return self.own.total - self.other.total


def open_offers(lines: Iterable[Line]) -> QuerySet[Recommendation]:
    """What is offered to `lines` and can still be had, the best first. One statement; nothing is computed."""
    offered = Recommendation.objects.filter(line__in=list(lines), hidden_at=None, accepted_at=None)
    return _on_sale(offered).order_by("-saving", "pk")


def hidden_offers(line: Line) -> QuerySet[Recommendation]:
    """What the person did not want to see."""
    hidden = Recommendation.objects.filter(line=line, hidden_at__isnull=False, accepted_at=None)
    return _on_sale(hidden).order_by("-saving", "pk")


def fresh(line: Line, *, now: datetime) -> Reckoning:
    """The reckoning of `line` as it is now: what the night computed, if it still holds, else computed at once."""
    known = Reckoning.objects.filter(line=line).first()
    have = having([line], now=now)
    if known is None or known.basis != (have[0].basis if have else ""):
        reckon([line], now=now)
        known = Reckoning.objects.get(line=line)
    return known


def benefit_of(line: Line, now: datetime) -> dict[int, Decimal]:
    """By the key of each tariff: how many roubles a month `line` would have paid less with it, or more if negative.

    Empty where there is nothing to judge by: no tariff, or less than three months of one's own.
    """
    return {int(tariff): Decimal(saved) for tariff, saved in fresh(line, now=now).savings.items()}


def _on_sale(offered: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    sold = Q(tariff__isnull=False, tariff__archived_at=None) | Q(service__isnull=False, service__archived_at=None)
    return offered.filter(sold).select_related("tariff", "service")
