"""Two tabs, a double press, and a change while the run charges: one of them happens, the other sees it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from billing.models import Entry
from billing.services.audit import audit
from cabinet.accounts.models import Line
from cabinet.requests.models import OPEN, Request
from cabinet.requests.services.steps import locked
from subscriptions.charging.run import charge_all
from subscriptions.models import ChangeStatus, PeriodCharge, Subscription, TariffChange
from subscriptions.selectors import tariff_of
from subscriptions.tariffs.changing import change, undo
from subscriptions.tariffs.errors import StalePlan, StillChanging
from subscriptions.tariffs.planning import When
from tests.billing.money import account_of, balance, pay, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import NOW, make_owner
from tests.subscriptions.made import has, make_tariff
from tests.subscriptions.tariffs.changes import go_over, preview

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> Line:
    _owner, line = make_owner("79161230001")
    pay(account_of(line), 2000)
    has(line, make_tariff("old", 500))
    return line


def test_pressed_twice_at_once_it_is_paid_for_once(line):
    to, key = make_tariff("new", 300), uuid4()
    shown = preview(line, to, When.NOW).fingerprint
    how = {"line": line, "to": to, "when": When.NOW, "fingerprint": shown, "by": line.contract.owner, "key": key}

    results = together(lambda _number: change(now=NOW, **how), threads=4)

    assert {result.pk for result in results} == {TariffChange.objects.get().pk}
    assert balance(account_of(line)) == rub(1200)


def test_of_two_tabs_with_two_tariffs_one_wins(line):
    wanted = [make_tariff(f"new-{number}", 300 + number) for number in range(2)]
    shown = [preview(line, to, When.NOW).fingerprint for to in wanted]

    def press(number):
        return change(
            line=line,
            to=wanted[number],
            when=When.NOW,
            fingerprint=shown[number],
            by=line.contract.owner,
            now=NOW,
            key=uuid4(),
        )

    results = together(press, threads=2)

    won = [result for result in results if isinstance(result, TariffChange)]
    assert len(won) == 1
    assert next(type(result) for result in results if result not in won) in (StalePlan, StillChanging)
    assert balance(account_of(line)) == rub(1500) - won[0].to.price
    assert Subscription.objects.filter(ended_at=None).count() == 1


def test_planned_and_undone_at_once_with_the_run_it_is_one_of_the_two(line):
    planned = go_over(line, make_tariff("new", 300), When.NEXT)
    day, just_before = planned.apply_at, planned.apply_at - timedelta(seconds=1)

    def act(number):
        if number:
            return undo(line=line, by=line.contract.owner, now=just_before)
        return charge_all(clock=lambda: day, go_on=lambda: True)

    for result in together(act, threads=2):
        if isinstance(result, Exception):
            assert type(result).__name__ == "CannotCancel"
    charge_all(clock=lambda: day, go_on=lambda: True)

    planned.refresh_from_db()
    applied = planned.status == ChangeStatus.APPLIED
    assert planned.status in (ChangeStatus.APPLIED, ChangeStatus.UNDONE)
    assert tariff_of(line).code == ("new" if applied else "old")
    assert balance(account_of(line)) == rub(1500) - (300 if applied else 500)
    assert PeriodCharge.objects.count() == 2
    assert list(audit()) == []


def test_the_run_waits_for_nobody_who_holds_the_request_of_what_is_planned(line):
    """Who undoes it holds the request and waits for the contract, which the run holds: they would wait in a circle."""
    planned = go_over(line, make_tariff("new", 300), When.NEXT)

    def run(_number):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        return charge_all(clock=lambda: planned.apply_at, go_on=lambda: True)

    with transaction.atomic():
        locked(planned.request)
        refuse_errors(together(run, threads=1))

    assert tariff_of(line).code == "new"


def test_a_change_now_while_the_run_charges_takes_each_period_once(line):
    to = make_tariff("new", 300)
    held = tariff_of(line)
    day = held.due_at
    seen_before = preview(line, to, When.NOW, now=day - timedelta(seconds=1)).fingerprint

    def act(number):
        if number:
            return charge_all(clock=lambda: day, go_on=lambda: True)
        return change(
            line=line, to=to, when=When.NOW, fingerprint=seen_before, by=line.contract.owner, now=day, key=uuid4()
        )

    results = together(act, threads=2)

    assert isinstance(results[0], StalePlan)  # the month was charged for first, by whichever of the two
    assert balance(account_of(line)) == rub(1000)
    assert Entry.objects.filter(kind="tariff").count() == 2
    assert tariff_of(line).code == "old"
    assert not Request.objects.filter(status__in=OPEN).exists()
