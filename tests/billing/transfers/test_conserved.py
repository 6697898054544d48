"""Whatever is sent, to whomever, whenever: no rouble appears or is lost, and a plain reckoning says what is refused."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import Account
from cabinet.core.errors import DomainError
from tests.billing.money import rub
from tests.billing.transfers.sending import money_of, person, sent
from tests.people import NOW

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
KOPECKS = st.one_of(st.integers(900, 15_100), st.sampled_from([999, 1000, 15_000, 15_001]))
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), KOPECKS, st.sampled_from([1, 2, 3, 60, 700])), max_size=8
)
_numbers = count(1)


@dataclass
class Purse:
    """One account, reckoned the simplest way."""

    balance: Decimal
    sent: list[tuple[datetime, Decimal]] = field(default_factory=list)

    def may_send(self, amount: Decimal, now: datetime) -> bool:
        today = sum((each for at, each in self.sent if at.astimezone(MOSCOW).date() == now.astimezone(MOSCOW).date()))
        paused = any(now - at < timedelta(minutes=2) for at, _each in self.sent)
        return 10 <= amount <= 150 and not paused and today + amount <= 300 and self.balance - amount >= 60


@pytest.fixture
def codes_without_pauses(settings):
    settings.CODES_PER_NUMBER = ("1000/day",)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moneys=st.tuples(*[st.integers(0, 500)] * 3), steps=STEPS)
def test_money_is_conserved_and_the_limits_hold(codes_without_pauses, moneys, steps):
    people = [person(f"7905{next(_numbers):07}", money) for money in moneys]
    purses = [Purse(rub(money)) for money in moneys]
    now = NOW
    for giver, taker, kopecks, minutes in steps:
        now += timedelta(minutes=minutes)
        amount = Decimal(kopecks) / 100
        expected = giver != taker and purses[giver].may_send(amount, now)
        try:
            sent(people[giver], str(people[taker].msisdn), amount, now=now)
        except DomainError:
            assert not expected
        else:
            assert expected
            purses[giver].balance -= amount
            purses[giver].sent.append((now, amount))
            purses[taker].balance += amount
    assert [money_of(line) for line in people] == [purse.balance for purse in purses]
    of_them = Account.objects.filter(contract__in=[line.contract_id for line in people])
    assert of_them.aggregate(all=Sum("balance"))["all"] == sum(moneys)
