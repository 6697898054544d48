"""When a subscription's periods begin and end: whole days of the contract's zone, counted from the anchor day and never
from the period before, so that 31 January is followed by 28 February and then by 31 March (DESIGN §4.3)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from subscriptions.models import Every

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: `start <= moment < until`. `index` counts from 0, the one that begins on the anchor day."""

    index: int
    start: datetime
    until: datetime


def nth(*, anchor: date, every: Every, index: int, zone: ZoneInfo) -> Period:
    """The period number `index` of what is charged `every` day or month since `anchor`."""
    first, following = first_day(anchor, every, index), first_day(anchor, every, index + 1)
    return Period(index, _midnight(first, zone), _midnight(following, zone))


def holding(*, anchor: date, every: Every, moment: datetime, zone: ZoneInfo) -> Period:
    """The period that `moment` falls into; `moment` is not before the anchor day."""
    day = moment.astimezone(zone).date()
    if every == Every.DAY:
        return nth(anchor=anchor, every=every, index=(day - anchor).days, zone=zone)
    index = (day.year - anchor.year) * MONTHS + day.month - anchor.month
    while first_day(anchor, every, index) > day:
        index -= 1
    return nth(anchor=anchor, every=every, index=index, zone=zone)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """What day it is at `moment` where the contract is."""
    return moment.astimezone(zone).date()


def first_day(anchor: date, every: Every, index: int) -> date:
    """The day on which the period number `index` begins."""
    if every == Every.DAY:
        return anchor + timedelta(days=index)
    if every == Every.NEVER:
        raise ValueError("what is not charged periodically has no periods")
    years, month = divmod(anchor.month - 1 + index, MONTHS)
    year, month = anchor.year + years, month + 1
    return date(year, month, min(anchor.day, monthrange(year, month)[1]))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
