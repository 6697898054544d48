"""Switching on, off and back: what is paid, given, lost and returned."""

from datetime import timedelta

import pytest

from billing.models import Bucket, Entry, LineRate, Unit
from billing.services.ledger import InsufficientFunds
from cabinet.accounts.models import Line
from subscriptions.charging import lifecycle
from subscriptions.models import PeriodCharge, Status, Subscription
from tests.billing.money import account_of, balance, pay, rub
from tests.people import NOW, make_owner
from tests.subscriptions.made import GB, has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Line:
    _owner, line = make_owner("79161230001")
    pay(account_of(line), 1000)
    return line


def test_a_tariff_takes_its_fee_and_first_month_and_gives_its_packages(line):
    tariff = make_tariff(price=550, connect_fee=rub(50), allowances={Unit.DATA: 5 * GB})

    held = has(line, tariff)

    assert balance(account_of(line)) == rub(400)
    fee, month = Entry.objects.filter(line=line).order_by("seq")
    assert (fee.kind, fee.amount, fee.cause["rule"]) == ("fee", rub(-50), "connect")
    assert (month.kind, month.amount, month.cause["source_id"]) == ("tariff", rub(-550), str(held.public_id))
    assert month.reference == f"period:{held.public_id}:2026-11-24"
    charge = PeriodCharge.objects.get()
    assert (charge.entry, charge.amount) == (month, rub(550))
    assert (held.periods, held.due_at) == (1, charge.period_until)
    bucket = Bucket.objects.get()
    assert (bucket.granted, bucket.from_at, bucket.until_at) == (5 * GB, NOW, charge.period_until)
    assert LineRate.objects.get().rate_card == tariff.rate_card


def test_without_the_whole_sum_nothing_is_switched_on(line):
    with pytest.raises(InsufficientFunds) as refused:
        has(line, make_tariff(price=990, connect_fee=rub(50)))

    assert refused.value.missing == rub(40)
    assert not Subscription.objects.exists()
    assert not LineRate.objects.exists()
    assert balance(account_of(line)) == rub(1000)


def test_free_days_come_before_the_first_payment(line):
    held = has(line, make_content(price=30, trial_days=3), trial=True)

    assert balance(account_of(line)) == rub(1000)
    assert (held.periods, held.trial_until) == (0, held.due_at)
    assert held.anchor.isoformat() == "2026-11-27"


def test_extras_are_not_paid_from_below_the_owners_threshold(line):
    account = account_of(line)
    account.notice_below, account.stops_extras = rub(980), True
    account.save()

    with pytest.raises(lifecycle.BelowOwnLimit):
        has(line, make_content(price=30))
    has(line, make_service(price=30))  # no extra: the threshold only tells of it

    assert balance(account) == rub(970)


def test_what_the_network_refused_comes_back_once(line):
    held = has(line, make_service(price=100, connect_fee=rub(20), allowances={Unit.DATA: GB}), pending=True)
    assert not Bucket.objects.exists()

    assert lifecycle.take_back(held, now=NOW) == rub(120)
    assert lifecycle.take_back(held, now=NOW) == rub(120)  # the same entries

    assert balance(account_of(line)) == rub(1000)
    assert Entry.objects.filter(line=line).count() == 4
    assert Subscription.objects.get().status == Status.ENDED


def test_packages_come_when_the_network_has_switched_it_on(line):
    held = has(line, make_service(price=100, allowances={Unit.DATA: GB}), pending=True)

    lifecycle.activate(held, now=NOW + timedelta(minutes=5))

    bucket = Bucket.objects.get()
    assert (bucket.from_at, bucket.until_at) == (NOW + timedelta(minutes=5), held.paid_until)


def test_what_is_paid_for_works_until_then_unless_it_is_kept(line):
    held = has(line, make_service(price=100, allowances={Unit.DATA: GB}))

    assert not lifecycle.end_when_paid_up(held, now=NOW)
    assert Subscription.objects.get().ends_at == held.paid_until
    lifecycle.keep(held)
    assert Subscription.objects.get().ends_at is None


def test_ending_at_once_loses_what_is_left(line):
    held = has(line, make_service(price=100, allowances={Unit.DATA: GB}))
    later = NOW + timedelta(days=1)

    lifecycle.end([held], now=later)

    assert Bucket.objects.get().until_at == later
    ended = Subscription.objects.get()
    assert (ended.status, ended.ended_at, ended.due_at) == (Status.ENDED, later, None)
