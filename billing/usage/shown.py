"""Events, days and totals in the words that the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from billing.models import UsageEvent
from billing.models.rates import Unit
from billing.usage.selectors import Summary, Used
from billing.usage.words import event_title, other_end, used_words
from cabinet.core.money import format_rub

ICONS = {Unit.VOICE: "phone", Unit.SMS: "message-square-text", Unit.DATA: "globe"}


@dataclass(frozen=True, slots=True)
class Row:
    """`entry` is the public id of the charge that it is a part of, if it cost anything."""

    started_at: datetime
    icon: str
    title: str
    other_end: str
    roaming: bool
    volume: str
    cost: str
    note: str
    entry: UUID | None


@dataclass(frozen=True, slots=True)
class Total:
    """How much of a unit was used, how many times, and what it cost."""

    unit: Unit
    volume: str
    events: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DayRow:
    """What each unit came to on `date`, in words, in the order of the totals; empty where there was none."""

    date: date
    volumes: Sequence[str]
    words: Sequence[str]
    amount: Decimal


def shown_events(events: Sequence[UsageEvent]) -> list[Row]:
    return [
        Row(
            started_at=event.started_at,
            icon=ICONS[Unit(event.unit)],
            title=event_title(event),
            other_end=other_end(event.counterpart),
            roaming=event.roaming,
            volume=used_words(event.unit, event.volume),
            cost=_cost(event),
            note=_("часть из пакета") if event.amount and event.taken else "",
            entry=event.entry.public_id if event.entry else None,
        )
        for event in events
    ]


def shown_totals(of: Summary) -> list[Total]:
    return [Total(unit, _volume(unit, of.used), used.events, used.amount) for unit, used in of.used.items()]


def shown_days(of: Summary) -> list[DayRow]:
    rows = []
    for day in of.days:
        volumes = {unit: _volume(unit, day.used) for unit in of.used}
        words = [volume if unit == Unit.SMS else f"{unit.label} {volume}" for unit, volume in volumes.items() if volume]
        rows.append(DayRow(day.date, list(volumes.values()), words, day.amount))
    return rows


def _volume(unit: Unit, used: Mapping[Unit, Used]) -> str:
    return used_words(unit, used[unit].volume) if unit in used else ""


def _cost(event: UsageEvent) -> str:
    """`36,00 ₽`, or why nothing: a package gave it, or it is free."""
    if event.amount:
        return format_rub(event.amount)
    return _("из пакета") if event.taken else _("бесплатно")
