"""A tariff in words: what it costs, what it gives, and how it differs from another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models.rates import Unit
from billing.usage.words import left_words
from cabinet.core.money import format_rub
from subscriptions.models import Every, Tariff

UNITS = (Unit.DATA, Unit.VOICE, Unit.SMS)  # in the order in which people ask for them


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a tariff gives each period, and its icon: «30 ГБ»."""

    icon: str
    words: str


ICONS = {Unit.DATA: "globe", Unit.VOICE: "phone", Unit.SMS: "mail"}


def per_period(price: Decimal, every: str) -> str:
    """«550,00 ₽ в месяц»."""
    if every == Every.NEVER:
        return _("без абонентской платы")
    words = _("%(sum)s в день") if every == Every.DAY else _("%(sum)s в месяц")
    return words % {"sum": format_rub(price)}


def speed_words(speed: int) -> str:
    return _("%(speed)s\u00a0Мбит/с") % {"speed": speed}


def channels_words(channels: int) -> str:
    return ngettext("%(count)d\u00a0канал", "%(count)d\u00a0каналов", channels) % {"count": channels}


def parts_of(tariff: Tariff, granted: dict[str, int]) -> list[Part]:
    """What `tariff` gives: its packages (`granted`, by unit), its speed and its channels."""
    parts = [Part(ICONS[unit], left_words(unit, granted[unit])) for unit in UNITS if granted.get(unit)]
    if tariff.speed:
        parts.append(Part("wifi", speed_words(tariff.speed)))
    if tariff.channels:
        parts.append(Part("tv", channels_words(tariff.channels)))
    return parts
