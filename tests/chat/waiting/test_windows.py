"""When a call back may be asked for: by the contract's clock, within the hours in which people are called."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.waiting.windows import SHORTEST, soonest, windows

MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = st.sampled_from(
    [MOSCOW, ZoneInfo("Asia/Vladivostok"), ZoneInfo("Europe/Kaliningrad"), ZoneInfo("America/New_York")]
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def clocks(found) -> list[str]:
    return [f"{each.begins:%d %H:%M}-{each.ends:%H:%M}" for each in found]


def test_in_the_afternoon_the_rest_of_today_and_all_of_tomorrow_can_be_chosen():
    found = clocks(windows(at("2026-11-24 16:10"), MOSCOW))
    assert found[:3] == ["24 15:00-17:00", "24 17:00-19:00", "24 19:00-21:00"]
    assert found[3:] == [f"25 {hour:02}:00-{hour + 2:02}:00" for hour in range(9, 21, 2)]


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        ("2026-11-24 16:10", "24 16:10", "17:00"),
        ("2026-11-24 16:40", "24 17:00", "19:00"),  # what is left of the hour is too short
        ("2026-11-24 03:00", "24 09:00", "11:00"),
        ("2026-11-24 20:45", "25 09:00", "11:00"),
    ],
)
def test_as_soon_as_possible_wakes_nobody(now, begins, ends):
    found = soonest(at(now), MOSCOW)
    assert (f"{found.begins:%d %H:%M}", f"{found.ends:%H:%M}") == (begins, ends)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)), ZONES)
def test_what_is_offered_is_in_order_ahead_and_within_the_hours(moment, zone):
    now = moment.replace(tzinfo=ZoneInfo("UTC"))
    found = windows(now, zone)
    assert found
    for each in found:
        assert each.ends - now >= SHORTEST
        assert 9 <= each.begins.hour < 21
        assert each.ends.hour <= 21
        assert timedelta() < each.ends - each.begins <= timedelta(hours=2)
    assert all(one.ends <= other.begins for one, other in pairwise(found))
