"""Reading what tariff a line is on, and which it could have (T1, T2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models import Allowance
from billing.models.rates import Unit
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound
from cabinet.core.money import format_rub
from subscriptions.models import Every, Subscription, Tariff
from subscriptions.recommending.selectors import benefit_of
from subscriptions.selectors import on_sale
from subscriptions.tariffs.words import Part, parts_of, price_of

MOST = 60  # tariffs on a page
DAYS = Decimal(365) / 12  # of a month, to compare what is charged for by the day with what is by the month


class Sort(TextChoices):
    """What the list of tariffs goes by."""

    PRICE = "price", _("По цене")
    DATA = "data", _("По интернету")
    MINUTES = "minutes", _("По минутам")
    BENEFIT = "benefit", _("По выгоде для вас")


@dataclass(frozen=True, slots=True)
class Shown:
    """A tariff with what its periods give; `benefit`: how many roubles a month it would save, where that is known."""

    tariff: Tariff
    granted: Mapping[str, int]
    is_mine: bool = False
    benefit: Decimal | None = None

    @classmethod
    def of(cls, tariff: Tariff, granted: Mapping[int, dict[str, int]], *, mine: Subscription | None) -> Self:
        is_mine = mine is not None and mine.tariff_id == tariff.pk
        return cls(tariff, granted.get(tariff.rate_card_id, {}), is_mine)

    @property
    def price_words(self) -> str:
        return price_of(self.tariff)

    @property
    def parts(self) -> list[Part]:
        return parts_of(self.tariff, dict(self.granted))

    @property
    def benefit_words(self) -> str:
        """«дешевле на 140,00 ₽ в месяц»; nothing where it would save nothing."""
        if self.benefit is None or self.benefit <= 0 or self.is_mine:
            return ""
        return gettext("дешевле на %(sum)s в месяц") % {"sum": format_rub(self.benefit)}

    @property
    def monthly(self) -> Decimal:
        """Roubles a month, whatever it is charged by."""
        return self.tariff.price * DAYS if self.tariff.every == Every.DAY else self.tariff.price


def granted_by(tariffs: Collection[Tariff]) -> dict[int, dict[str, int]]:
    """What each rate card of `tariffs` gives a period, by unit, in one statement."""
    granted: dict[int, dict[str, int]] = defaultdict(dict)
    for allowance in Allowance.objects.filter(rate_card__in={tariff.rate_card_id for tariff in tariffs}):
        granted[allowance.rate_card_id][allowance.unit] = allowance.granted
    return granted


def benefits(line: Line, now: datetime) -> dict[int, Decimal]:
    """How many roubles a month each tariff (by its key) would save `line`, as far as it is known."""
    return benefit_of(line, now)


def catalogue(
    *,
    line: Line,
    mine: Subscription | None,
    sort: Sort,
    now: datetime,
    saved: Mapping[int, Decimal] | None = None,
) -> list[Shown]:
    """What `line` can be on, the best by `sort` first; those that are the same to it, the cheapest first."""
    tariffs = list(on_sale(Tariff, line=line, now=now)[:MOST])
    granted = granted_by(tariffs)
    known = saved or {}
    shown = [replace(Shown.of(each, granted, mine=mine), benefit=known.get(each.pk)) for each in tariffs]
    return in_order(shown, sort)


def in_order(shown: Collection[Shown], sort: Sort) -> list[Shown]:
    """`shown`, the best by `sort` first."""
    return sorted(shown, key=lambda each: (*_merit(each, sort), each.monthly, each.tariff.position, each.tariff.code))


def sorts_of(shown: Collection[Shown]) -> list[Sort]:
    """By what it makes sense to sort `shown`: by price, and by whatever tells one of them from another."""
    return [each for each in Sort if each is Sort.PRICE or len({_merit(one, each) for one in shown}) > 1]


def _merit(shown: Shown, sort: Sort) -> tuple[Decimal, ...]:
    """Less is better."""
    match sort:
        case Sort.DATA:
            return (Decimal(-shown.granted.get(Unit.DATA, 0)), Decimal(-(shown.tariff.speed or 0)))
        case Sort.MINUTES:
            return (Decimal(-shown.granted.get(Unit.VOICE, 0)),)
        case Sort.BENEFIT:
            return (-(shown.benefit or Decimal(0)),)  # what is not known saves nothing
        case _:
            return (shown.monthly,)


def tariff_on_sale(code: str, *, line: Line, now: datetime) -> Tariff:
    """The version of `code` that `line` can have now; raises `NotFound`."""
    tariff = on_sale(Tariff, line=line, now=now).select_related("rate_card").filter(code=code).first()
    if tariff is None:
        raise NotFound
    return tariff


def tariff_to_see(code: str, *, line: Line, mine: Subscription | None, now: datetime) -> Tariff:
    """The version of `code` that is on sale, or the one that the line is on; raises `NotFound`."""
    if mine is not None and mine.code == code and not _sold(mine, line, now):
        assert mine.tariff is not None  # noqa: S101 - a constraint of the table
        return mine.tariff
    return tariff_on_sale(code, line=line, now=now)


def _sold(mine: Subscription, line: Line, now: datetime) -> bool:
    return on_sale(Tariff, line=line, now=now).filter(code=mine.code).exists()
