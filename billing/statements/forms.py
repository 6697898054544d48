"""The month of the overview, as it stands in the address."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from billing.forms import EARLIEST
from billing.periods import Period, month, this_month
from cabinet.core.errors import NotFound


def month_asked(text: str | None, *, now: datetime, zone: ZoneInfo) -> Period:
    """The month that the address names as `2026-10`, this one where it names none. Raises `NotFound` for what is no
    month, is before there was anything, or has not begun."""
    current = this_month(now, zone)
    if not text:
        return current
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound from None
    if not EARLIEST <= first <= current.first:
        raise NotFound
    return current if first == current.first else month(first, zone)
