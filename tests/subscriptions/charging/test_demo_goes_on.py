"""What the demonstration is seeded with goes on being charged as if the run had always been there."""

from datetime import timedelta

import pytest

from billing.auditing.agreements import differences
from billing.models import Account
from billing.services.audit import audit
from subscriptions import demo
from subscriptions.charging import ahead
from subscriptions.models import MoneyCame, PeriodCharge, Status, Subscription
from tests.billing.money import pay
from tests.billing.test_demo import contracts  # noqa: F401 - a fixture
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_two_months_later_all_of_it_agrees(contracts, run):  # noqa: F811
    demo.seed(contracts=contracts, now=NOW)
    seeded = PeriodCharge.objects.count()

    for days in (0, 1, 40, 60):
        ran = run(NOW + timedelta(days=days))
        assert not ran.failed
        ahead.look_again(now=NOW + timedelta(days=days))
    for account in Account.objects.all():
        pay(account, 5000, reference=f"much:{account.pk}", now=NOW + timedelta(days=61))
    run(NOW + timedelta(days=61))

    assert PeriodCharge.objects.count() > seeded
    assert not Subscription.objects.filter(status=Status.SUSPENDED).exists()
    assert not MoneyCame.objects.exists()
    assert list(audit()) == []
    assert [str(each) for each in differences()] == []
