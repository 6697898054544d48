"""Nobody pays for a call because the run had not reached their line yet: its packages come first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Bucket, Entry, Unit, UsageEvent
from subscriptions.charging.run import charge_all
from subscriptions.charging.usage import charge_first
from subscriptions.models import PeriodCharge, Status, Subscription
from tests.billing.money import account_of, balance, pay, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.billing.usage.network import event, rate
from tests.people import make_owner
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.made import has, make_tariff

pytestmark = pytest.mark.django_db(transaction=True)
MIDNIGHT = moscow("2026-12-24")
CALL, CAME = MIDNIGHT + timedelta(seconds=5), MIDNIGHT + timedelta(seconds=40)


def lines(many: int):
    tariff = make_tariff(price=100, allowances={Unit.VOICE: 6000})
    made = []
    for number in range(many):
        _owner, line = make_owner(f"7916123{number:04}")
        pay(account_of(line), 250)
        has(line, tariff)
        made.append(line)
    return made


def test_a_call_of_the_new_month_is_served_by_its_packages_before_any_run():
    line, other = lines(2)

    rate(event(number=line.msisdn, at=CALL), now=CAME)

    assert [(each.taken, each.amount) for each in UsageEvent.objects.all()] == [(120, 0)]
    assert balance(account_of(line)) == rub(50)
    assert balance(account_of(other)) == rub(150)  # nobody asked, so the run will
    assert not Entry.objects.filter(kind="usage").exists()


def test_a_line_without_money_is_stopped_and_pays_for_the_call_by_its_rates():
    (line,) = lines(1)
    Subscription.objects.update(tariff=make_tariff(price=200))

    rate(event(number=line.msisdn, at=CALL), now=CAME)

    assert Subscription.objects.get().status == Status.SUSPENDED
    assert Entry.objects.get(kind="usage").amount == rub(-4)


def test_rating_and_runs_at_once_serve_every_call_from_packages():
    made = lines(12)

    def work(number: int) -> None:
        if number % 2:
            rate(*(event(f"{number}:{line.pk}", number=line.msisdn, at=CALL) for line in made), now=CAME)
        else:
            charge_all(clock=lambda: CAME, most=3)

    refuse_errors(together(work, threads=4))

    assert set(UsageEvent.objects.values_list("taken", "amount")) == {(120, 0)}
    assert PeriodCharge.objects.count() == Bucket.objects.count() == 24


def test_by_day_it_costs_one_look():
    lines(2)
    with CaptureQueriesContext(connection) as asked:
        charge_first(["79161230000", "79161230001"], MIDNIGHT - timedelta(hours=1))
    assert len(asked) == 1
