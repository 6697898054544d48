"""When a call back may be asked for: within the hours in which specialists call, by the contract's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

LONG = timedelta(hours=2)
SHORTEST = timedelta(minutes=30)  # what is left of today's last hours may still be asked for
ALL_DAY = ("00:00", "23:59")
DAYS = 2  # today and tomorrow


@dataclass(frozen=True)
class Window:
    """From and until when somebody is called."""

    begins: datetime
    ends: datetime


def soonest(now: datetime, zone: ZoneInfo) -> Window:
    """As soon as anybody calls: now, or from the next morning."""
    first = windows(now, zone)[0]
    return Window(max(first.begins, now), max(first.ends, now + SHORTEST))


def windows(now: datetime, zone: ZoneInfo) -> list[Window]:
    """What can be chosen of today and tomorrow, in order; the first may have begun. Never empty."""
    opens, closes = (time.fromisoformat(each) for each in settings.CALL_BACK_HOURS or ALL_DAY)
    found = []
    for day in range(DAYS):
        date = now.astimezone(zone).date() + timedelta(days=day)
        begins, end = (datetime.combine(date, at, zone) for at in (opens, closes))
        while begins < end:
            ends = min(begins + LONG, end)
            if ends - now >= SHORTEST:
                found.append(Window(begins, ends))
            begins = ends
    return found
