"""When periods begin: from the anchor day, whatever the month and the clock do."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from subscriptions.charging.periods import holding, nth
from subscriptions.models import Every

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")


def days(anchor: date, count: int, every: Every = Every.MONTH) -> list[str]:
    return [nth(anchor=anchor, every=every, index=n, zone=MOSCOW).start.date().isoformat() for n in range(count)]


def test_the_thirty_first_is_the_last_day_of_shorter_months_and_comes_back():
    assert days(date(2027, 1, 31), 4) == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_the_twenty_ninth_of_february_is_the_twenty_eighth_in_other_years():
    assert days(date(2028, 2, 29), 14)[::12] == ["2028-02-29", "2029-02-28"]
    assert nth(anchor=date(2028, 2, 29), every=Every.MONTH, index=48, zone=MOSCOW).start.date() == date(2032, 2, 29)


def test_periods_follow_each_other_without_a_gap():
    for every in (Every.DAY, Every.MONTH):
        for index in range(40):
            period = nth(anchor=date(2026, 1, 31), every=every, index=index, zone=BERLIN)
            following = nth(anchor=date(2026, 1, 31), every=every, index=index + 1, zone=BERLIN)
            assert period.until == following.start


def test_a_day_of_a_clock_change_is_longer_or_shorter():
    spring = nth(anchor=date(2026, 3, 29), every=Every.DAY, index=0, zone=BERLIN)
    autumn = nth(anchor=date(2026, 10, 25), every=Every.DAY, index=0, zone=BERLIN)
    hours = [
        (each.until.astimezone(UTC) - each.start.astimezone(UTC)).total_seconds() / 3600 for each in (spring, autumn)
    ]
    assert hours == [23, 25]


@pytest.mark.parametrize("every", [Every.DAY, Every.MONTH])
@pytest.mark.parametrize("moment", ["2026-01-31T00:00", "2026-02-27T23:59", "2026-02-28T00:00", "2027-03-31T12:00"])
def test_the_period_that_holds_a_moment(every, moment):
    at = datetime.fromisoformat(moment).replace(tzinfo=MOSCOW)
    period = holding(anchor=date(2026, 1, 31), every=every, moment=at, zone=MOSCOW)
    assert period.start <= at < period.until
    assert period == nth(anchor=date(2026, 1, 31), every=every, index=period.index, zone=MOSCOW)
