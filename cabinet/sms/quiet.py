"""The night, when nobody is woken by what can wait: `settings.QUIET_HOURS` on the clock of the contract's time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

FRESH = timedelta(minutes=30)  # who asked so recently is awake, and waits for the answer


def not_before(now: datetime, time_zone: str) -> datetime | None:
    """The end of the night if it is one in `time_zone` at `now`, for what is not urgent; otherwise None."""
    if not settings.QUIET_HOURS:
        return None
    begins, ends = (time.fromisoformat(each) for each in settings.QUIET_HOURS)
    local = now.astimezone(ZoneInfo(time_zone))
    clock = local.time()
    over_midnight = begins > ends
    if not (clock >= begins or clock < ends if over_midnight else begins <= clock < ends):
        return None
    ends_tomorrow = over_midnight and clock >= begins
    return _moment(local.date() + timedelta(days=1 if ends_tomorrow else 0), ends, time_zone, after=now)


def is_awaited(asked_at: datetime, answered_at: datetime) -> bool:
    """Whether an answer comes while who asked still waits for it: such a one is urgent at any hour."""
    return answered_at - asked_at <= FRESH


def _moment(day: date, clock: time, time_zone: str, *, after: datetime) -> datetime:
    """When the clock shows it. On a night when it shows it twice, the first time that is after `after`."""
    moment = datetime.combine(day, clock, ZoneInfo(time_zone))
    first, second = moment.astimezone(after.tzinfo), moment.replace(fold=1).astimezone(after.tzinfo)
    return first if first > after else second
