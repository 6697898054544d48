"""The nightly check sees a period that was skipped, repeated, paid wrongly, or that nobody would ever charge."""

from datetime import timedelta

import pytest
from django.db.models import F

from billing.auditing.agreements import differences
from billing.models import Account
from subscriptions.models import Every, PeriodCharge, Status, Subscription
from tests.billing.money import account_of, pay
from tests.people import NOW
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.made import has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(line, run) -> Subscription:
    pay(account_of(line), 2000)
    held = has(line, make_tariff(price=20, every=Every.DAY))
    has(line, make_service(price=0, every=Every.NEVER))
    has(line, make_content(price=10, trial_days=30), trial=True)
    run(moscow("2026-11-29"))
    assert found() == []
    return held


def found() -> list[str]:
    return sorted({difference.what for difference in differences()})


def test_a_period_that_was_skipped(held):
    PeriodCharge.objects.filter(period_start=moscow("2026-11-26")).delete()
    assert found() == ["where a period begins"]


def test_a_period_that_was_paid_twice(held):
    charge = PeriodCharge.objects.get(period_start=moscow("2026-11-26"))
    charge.pk, charge.period_start = None, charge.period_start + timedelta(hours=1)
    charge.save()
    assert {"how many periods an entry paid for", "when a period may begin"} <= set(found())


def test_a_sum_that_is_another(held):
    PeriodCharge.objects.filter(period_start=moscow("2026-11-26")).update(amount=F("amount") + 1)
    assert found() == ["what a period cost"]


@pytest.mark.parametrize("due", [None, NOW + timedelta(days=40)])
def test_what_nobody_would_charge(held, due):
    Subscription.objects.filter(pk=held.pk).update(due_at=due)
    assert found() == ["until when it is paid, and charged next"]


def test_a_line_that_would_never_resume(held):
    Subscription.objects.filter(pk=held.pk).update(status=Status.SUSPENDED, due_at=None)
    assert not Account.objects.get().awaits_money
    assert found() == ["whether money is waited for"]
