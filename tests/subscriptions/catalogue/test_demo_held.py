"""What the demonstration's numbers have is what the charging run would have made of it by now."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from billing.auditing.agreements import differences
from billing.models import Account, Bucket, Entry
from subscriptions import demo
from subscriptions.models import (
    ChangeStatus,
    Consent,
    ContentBan,
    Every,
    PeriodCharge,
    Status,
    Subscription,
    TariffChange,
)
from tests.people import NOW, make_contract, make_owner

pytestmark = pytest.mark.django_db

SHOWN, RICH, POOR, CHANGING, DAILY, BY_MINUTE, ON_TRIAL, BANNED = (
    "79031234567",
    "79100000085",
    "79100000104",
    "79100000105",
    "79100000106",
    "79100000107",
    "79100000109",
    "79100000110",
)


@pytest.fixture(autouse=True)
def seeded(monkeypatch):
    monkeypatch.setattr("billing.demo.life.MONTHS", 2)
    numbers = (RICH, POOR, DAILY, BY_MINUTE, ON_TRIAL, BANNED)
    contracts = [make_contract(SHOWN, "79031234568"), *(make_contract(number) for number in numbers)]
    owner, _line = make_owner(CHANGING)
    demo.seed(contracts=[*contracts, *owner.contracts.all()], now=NOW)


def held(number, code):
    return Subscription.objects.get(line__msisdn=number, code=code)


def test_periods_follow_one_another_and_each_is_paid_by_its_entry():
    for subscription in Subscription.objects.exclude(periods=0):
        charges = list(subscription.charges.order_by("period_start"))
        assert len(charges) == subscription.periods
        assert charges[-1].period_until == subscription.paid_until
        assert all(before.period_until == after.period_start for before, after in pairwise(charges))
        assert all(-charge.entry.amount == charge.amount == subscription.offering.price for charge in charges)
    paid = Entry.objects.filter(reference__startswith="period:")
    assert paid.count() == PeriodCharge.objects.count()
    assert set(paid.values_list("cause__source_id", flat=True)) == {
        str(name) for name in Subscription.objects.exclude(periods=0).values_list("public_id", flat=True)
    }


def test_nothing_waits_to_be_charged_and_everything_agrees():
    assert not Subscription.objects.filter(due_at__lte=NOW).exists()
    assert not Entry.objects.filter(balance_after__lt=0).exists()
    assert list(differences()) == []


def test_the_packages_are_of_the_tariff_and_of_each_paid_period():
    tariff = held(RICH, "together-l")
    buckets = Bucket.objects.filter(line=tariff.line)
    assert set(buckets.values_list("source", "source_id")) == {("tariff", str(tariff.public_id))}
    assert buckets.count() == 3 * tariff.periods
    assert buckets.filter(from_at__lte=NOW, until_at__gt=NOW).count() == 3


def test_a_daily_tariff_is_paid_until_midnight_and_one_by_the_minute_has_no_periods():
    daily = held(DAILY, "every-day")
    assert daily.every == Every.DAY
    assert NOW < daily.due_at <= NOW + timedelta(days=1)
    by_minute = held(BY_MINUTE, "per-minute")
    assert (by_minute.periods, by_minute.due_at, by_minute.status) == (0, None, Status.ACTIVE)


def test_who_had_no_money_on_the_first_waits_for_it():
    tariff = held(POOR, "together-l")
    account = Account.objects.get(contract=tariff.line.contract)
    assert (tariff.status, tariff.due_at, tariff.suspended_at) == (Status.SUSPENDED, None, tariff.paid_until)
    assert account.awaits_money
    assert account.balance < tariff.offering.price
    assert not Bucket.objects.filter(line=tariff.line, until_at__gt=NOW).exists()
    assert Account.objects.filter(awaits_money=True).count() == 1


def test_content_has_consents_and_free_days_are_not_charged():
    music, horoscope = held(ON_TRIAL, "music"), held(SHOWN, "horoscope")
    assert (music.periods, music.due_at) == (0, music.trial_until)
    assert music.trial_until > NOW
    assert horoscope.charges.count() == 11
    consent = Consent.objects.get(subscription=horoscope)
    assert consent.text.startswith("«Гороскоп»: 30,00 ₽ каждый день, отправитель 5533.")
    assert Consent.objects.count() == Subscription.objects.filter(content__isnull=False).count()
    assert [ban.line.msisdn for ban in ContentBan.objects.all()] == [BANNED]


def test_numbers_to_try_things_on_have_enough():
    assert Account.objects.get(contract__primary_line__msisdn=RICH).balance == Decimal(3000)


def test_a_change_of_tariff_waits_for_the_next_period():
    change = TariffChange.objects.get()
    was = held(CHANGING, "together-l")
    assert (change.line, change.to.code, change.status) == (was.line, "together-s", ChangeStatus.PLANNED)
    assert (change.apply_at, was.status) == (was.paid_until, Status.ACTIVE)
    assert change.request.kind == "tariff_change"
