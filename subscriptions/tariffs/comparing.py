"""Tariffs side by side, three at most, with what differs marked (T2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models import Rate
from billing.models.rates import Unit
from billing.usage.words import left_words
from cabinet.core.money import format_rub
from subscriptions.models import Tariff
from subscriptions.tariffs.selectors import Shown
from subscriptions.tariffs.words import Priced, channels_words, price_of_rate, rate_words, speed_words

MOST = 3  # tariffs side by side
RATES = 40  # prices of a tariff on a page
NONE = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing about each tariff."""

    name: str | Promise
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


Value = Callable[[Shown], str]


def rows_of(shown: Sequence[Shown]) -> list[Row]:
    """What there is to compare of `shown`; what none of them has is left out."""
    prices = _prices([each.tariff for each in shown])
    asked: list[tuple[str | Promise, Value]] = [
        (_("Плата"), lambda each: each.price_words),
        (_("Переход сразу"), lambda each: format_rub(each.tariff.connect_fee)),
        *((unit.label, _granted(unit)) for unit in (Unit.DATA, Unit.VOICE, Unit.SMS)),
        (_("Скорость"), lambda each: speed_words(each.tariff.speed) if each.tariff.speed else NONE),
        (_("Телевидение"), lambda each: channels_words(each.tariff.channels) if each.tariff.channels else NONE),
        *((_beyond(unit), _price(unit, prices)) for unit in (Unit.VOICE, Unit.SMS, Unit.DATA)),
        (
            _("Если уйти раньше"),
            lambda each: gettext("вернут за дни") if each.tariff.refunds_rest else gettext("не вернут"),
        ),
        (
            _("Остатки, если уйти раньше"),
            lambda each: gettext("останутся") if each.tariff.keeps_packages else gettext("пропадут"),
        ),
    ]
    rows = [Row(name, [value(each) for each in shown]) for name, value in asked]
    return [row for row in rows if set(row.values) != {NONE}]


def rates_of(tariff: Tariff) -> list[Priced]:
    """What usage costs on `tariff` beside its packages: at home first, then abroad."""
    rates = Rate.objects.filter(rate_card=tariff.rate_card_id).order_by("roaming", "prefix", "-unit")
    return [rate_words(rate) for rate in islice(rates, RATES)]


def _prices(tariffs: Sequence[Tariff]) -> dict[tuple[int, str], str]:
    cards = {tariff.rate_card_id for tariff in tariffs}
    rates = Rate.objects.filter(rate_card__in=cards, roaming=False, prefix="")
    return {(rate.rate_card_id, rate.unit): price_of_rate(rate) for rate in rates}


def _granted(unit: Unit) -> Value:
    return lambda each: left_words(unit, each.granted[unit]) if each.granted.get(unit) else NONE


def _beyond(unit: Unit) -> str | Promise:
    names = {
        Unit.VOICE: _("Звонки сверх пакета"),
        Unit.SMS: _("SMS сверх пакета"),
        Unit.DATA: _("Интернет сверх пакета"),
    }
    return names[unit]


def _price(unit: Unit, prices: dict[tuple[int, str], str]) -> Value:
    return lambda each: prices.get((each.tariff.rate_card_id, unit), NONE)
