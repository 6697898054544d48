"""Periods: whole days of a contract's time zone, half-open in time (DESIGN rule «Periods»)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment of `first` up to, and without, the first moment after `last`."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        return _midnight(self.last + timedelta(days=1), self.zone)


def today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def this_month(now: datetime, zone: ZoneInfo) -> Period:
    """From the first of the month to today."""
    return months_to_today(1, now, zone)


def month(first: date, zone: ZoneInfo) -> Period:
    """The whole calendar month that begins on `first`."""
    return Period(first, next_month(first) - timedelta(days=1), zone)


def next_month(first: date) -> date:
    """The first day of the month after the one that begins on `first`."""
    return (first + timedelta(days=31)).replace(day=1)


def previous_month(now: datetime, zone: ZoneInfo) -> Period:
    last = today(now, zone).replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last, zone)


def months_to_today(months: int, now: datetime, zone: ZoneInfo) -> Period:
    """This month up to today and the whole months before it, `months` in all."""
    last = today(now, zone)
    first = last.replace(day=1)
    for _month in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Period(first, last, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
