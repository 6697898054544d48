"""Whatever happens when, and however late runs come: the same as plain Python, to the rouble and the day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subscriptions.charging.run import charge_all
from tests.subscriptions.charging.alike import make_twin
from tests.subscriptions.charging.reference import CONTENT, SERVICE, TARIFF, Deal, Item

pytestmark = pytest.mark.django_db
FIRST = date(1, 1, 1)  # set when it begins
ZONES = ["Europe/Moscow", "Asia/Kamchatka", "Europe/Berlin", "America/New_York"]
BEGINNINGS = [
    datetime(2028, 1, 31, 12, tzinfo=UTC),
    datetime(2028, 2, 29, 21, 30, tzinfo=UTC),
    datetime(2027, 3, 26, 23, tzinfo=UTC),
    datetime(2026, 10, 23, 0, tzinfo=UTC),
]
prices = st.sampled_from([0, 7, 30, 100, 550])


@st.composite
def deals(draw) -> Deal:
    items = []
    for line in range(draw(st.integers(1, 2))):
        if draw(st.integers(0, 9)):
            items.append(Item(line, TARIFF, draw(prices), draw(st.booleans()), FIRST, kept=draw(st.booleans())))
        for _ in range(draw(st.integers(0, 2))):
            items.append(Item(line, SERVICE, draw(prices), draw(st.booleans()), FIRST, extra=draw(st.booleans())))
        for _ in range(draw(st.integers(0, 2))):
            items.append(Item(line, CONTENT, draw(prices), draw(st.booleans()), FIRST))
    if not items:
        items.append(Item(0, TARIFF, draw(prices), True, FIRST))
    return Deal(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        main=draw(st.integers(0, 900)),
        content=draw(st.none() | st.integers(0, 200)),
        least_for_extras=draw(st.none() | st.just(100)),
        items=items,
    )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["run", "run", "top up", "top up content", "switch off"]),
        st.integers(1, 40 * 24),  # hours that pass before it
        st.integers(0, 700),
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(deal=deals(), began=st.sampled_from(BEGINNINGS), steps=STEPS)
def test_it_comes_to_the_same(deal, began, steps):
    twin = make_twin(deal, now=began)
    now, contract = began, twin.lines[0].contract_id
    for what, hours, amount in [*steps, ("run", 24 * 31, 0)]:
        now += timedelta(hours=hours)
        match what:
            case "run":
                charge_all(clock=lambda: now, among=[contract])  # noqa: B023
                deal.run(now)
                assert list(twin.differences()) == []
            case "switch off":
                twin.switch_off(amount % len(deal.items))
            case _:
                twin.top_up(amount + 1, now=now, to_content=what.endswith("content"))
