"""Which months are compared: the last three whole ones, by the days on which the line's own tariff is charged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from subscriptions.charging.periods import Period, day_of, holding, nth
from subscriptions.models import Every

MONTHS = 3
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """`months` are the periods of what is charged by the month, `days` of what is by the day."""

    zone: ZoneInfo
    months: tuple[Period, ...]
    days: tuple[Period, ...]

    @property
    def since(self) -> datetime:
        return self.months[0].start

    @property
    def until(self) -> datetime:
        return self.months[-1].until

    @property
    def first(self) -> date:
        return day_of(self.since, self.zone)

    @property
    def last(self) -> date:
        return day_of(self.until, self.zone) - ONE_DAY

    def periods(self, every: str) -> tuple[Period, ...]:
        """The periods, within the span, of what is charged `every` day or month; none of what never is."""
        return {Every.DAY: self.days, Every.MONTH: self.months}.get(Every(every), ())


def span_of(*, anchor: date, now: datetime, zone: ZoneInfo) -> Span:
    """The last three whole months before `now`. They go by `anchor`, though it may be later than they are: so what the
    line's own tariff would have cost is what it did cost, to the kopeck, if the line was on it."""
    current = holding(anchor=anchor, every=Every.MONTH, moment=now, zone=zone).index
    return _span(anchor, current, zone)


@lru_cache(maxsize=4096)  # many lines are charged on one day
def _span(anchor: date, current: int, zone: ZoneInfo) -> Span:
    months = tuple(nth(anchor=anchor, every=Every.MONTH, index=current + ago, zone=zone) for ago in range(-MONTHS, 0))
    first, after = day_of(months[0].start, zone), day_of(months[-1].until, zone)
    days = tuple(nth(anchor=first, every=Every.DAY, index=index, zone=zone) for index in range((after - first).days))
    return Span(zone, months, days)
