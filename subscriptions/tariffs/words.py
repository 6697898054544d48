"""A tariff in words: what it costs, what it gives, and how it differs from another."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from billing.models.rates import Unit
from billing.usage.words import left_words
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
