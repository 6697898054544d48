"""A tariff in words: what it costs, what it gives, and how it differs from another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.models import Rate
from billing.models.rates import Unit
from billing.usage.words import MB, MINUTE, left_words, used_words
from cabinet.core.money import format_rub, round_rub
from subscriptions.models import Tariff

NO_BREAK_SPACE = "\u00a0"
UNITS = (Unit.DATA, Unit.VOICE, Unit.SMS)  # in the order in which people ask for them


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a tariff gives each period, and its icon: «30 ГБ»."""

    icon: str
    words: str


ICONS = {Unit.DATA: "globe", Unit.VOICE: "phone", Unit.SMS: "mail"}


def price_of(tariff: Tariff) -> str:
    """«550,00 ₽ в месяц»."""
    return tariff.price_words if tariff.price else _("без абонентской платы")


def speed_words(speed: int) -> str:
    return (_("%(speed)s Мбит/с") % {"speed": speed}).replace(" ", NO_BREAK_SPACE)


def channels_words(channels: int) -> str:
    return _("каналов: %(count)s") % {"count": channels}


def parts_of(tariff: Tariff, granted: dict[str, int]) -> list[Part]:
    """What `tariff` gives: its packages (`granted`, by unit), its speed and its channels."""
    parts = [Part(ICONS[unit], left_words(unit, granted[unit])) for unit in UNITS if granted.get(unit)]
    if tariff.speed:
        parts.append(Part("wifi", speed_words(tariff.speed)))
    if tariff.channels:
        parts.append(Part("tv", channels_words(tariff.channels)))
    return parts


@dataclass(frozen=True, slots=True)
class Priced:
    """What usage of one kind is called, and costs."""

    name: str
    price: str


def rate_words(rate: Rate) -> Priced:
    """«Звонки» and «2,00 ₽ за минуту»; elsewhere and abroad by their own name."""
    unit = capfirst(str(Unit(rate.unit).label))
    return Priced(f"{unit}, {rate.name}" if rate.name else unit, price_of_rate(rate))


def price_of_rate(rate: Rate) -> str:
    """«2,00 ₽ за минуту», «1,50 ₽ за SMS», «0,015 ₽ за 100 КБ»; «бесплатно»."""
    if not rate.price:
        return _("бесплатно")
    if rate.unit == Unit.VOICE:
        step = _("за минуту") if rate.step == MINUTE else _("за %(seconds)s сек") % {"seconds": rate.step}
    elif rate.unit == Unit.SMS:
        step = _("за SMS")
    else:
        step = _("за %(volume)s") % {"volume": _volume(rate.step)}
    return f"{_price(rate.price)} {step}"


def _volume(step: int) -> str:
    return left_words(Unit.DATA, step) if step >= MB else used_words(Unit.DATA, step)


def _price(price: Decimal) -> str:
    """With kopecks, and with parts of a kopeck only where there are some."""
    if price == round_rub(price):
        return format_rub(price)
    digits = f"{price.normalize():f}"
    return f"{digits if get_language() == 'en' else digits.replace('.', ',')}{NO_BREAK_SPACE}₽"
