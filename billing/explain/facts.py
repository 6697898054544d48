"""What an entry's cause keeps besides, in words: period, how much, at what price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from billing.models import Entry, Unit
from billing.usage.words import used_words
from cabinet.core.money import NBSP, format_rub
from cabinet.core.templatetags.portal import written_date

Fact = tuple[str, str]


def facts_of(entry: Entry, zone: ZoneInfo) -> list[Fact]:
    """Pairs of name and value; what is not known, or is written in a way that is not, is not told."""
    return list(_told(entry.cause.get("facts") or {}, zone))


def _told(facts: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Fact]:
    period = _period(facts.get("from"), facts.get("to"), zone)
    if period:
        yield _("Период"), period
    volume = volume_in_words(facts.get("unit"), facts.get("volume"))
    if volume:
        yield _("Сколько"), volume
    if isinstance(facts.get("events"), int):
        yield _("Сколько раз"), str(facts["events"])
    price = _sum(facts.get("price"))
    if price is not None:
        yield _("Цена"), format_rub(price)
    if facts.get("roaming") is True:
        yield _("Где"), _("в роуминге")


def volume_in_words(unit: Any, volume: Any) -> str:
    """Seconds as «3:20 мин», bytes as «120,5 МБ», messages as «3 SMS»; nothing for what is none of them."""
    if not isinstance(volume, int) or volume < 0 or unit not in Unit.values:
        return ""
    return used_words(unit, volume)


def _period(first: Any, last: Any, zone: ZoneInfo) -> str:
    days = [day for day in (_day(first, zone), _day(last, zone)) if day is not None]
    if not days:
        return ""
    words = [written_date(datetime(day.year, day.month, day.day, tzinfo=zone), with_year=True) for day in days]
    return f"{NBSP}— ".join(dict.fromkeys(words))


def _day(written: Any, zone: ZoneInfo) -> date | None:
    try:
        moment = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def _sum(written: Any) -> Decimal | None:
    try:
        return Decimal(str(written)) if written is not None else None
    except InvalidOperation:
        return None
