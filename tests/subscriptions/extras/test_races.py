"""Two tabs, a double click, and the sweep at the same time: charged once, one state."""

from uuid import uuid4

import pytest
from django.db import OperationalError

from billing.models import Entry
from billing.services.audit import audit
from cabinet.network.services.dispatch import dispatch
from cabinet.requests.models import Request
from subscriptions.charging.run import charge_due
from subscriptions.extras.errors import AlreadyEnding, AlreadyOn, NotOn
from subscriptions.extras.steps import advance_on
from subscriptions.models import Status, Subscription
from tests.billing.money import account_of, balance, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.people import NOW
from tests.subscriptions.extras.switching import live, of, off, on, person
from tests.subscriptions.made import has, make_service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line():
    return person(money=1000)


def test_a_double_click_is_charged_once(line):
    service, key = make_service(price=100), uuid4()

    results = together(lambda _number: on(line, service, key=key), threads=4)

    refuse_errors(results)
    assert len({request.pk for request in results}) == 1
    assert balance(account_of(line)) == rub(900)


def test_tabs_that_replace_each_other_end_with_one_of_them(line):
    one, other = make_service("one", price=10, conflicts=["other"]), make_service("other", price=10)

    results = together(lambda number: on(line, (one, other)[number % 2], key=uuid4()), threads=4)

    assert all(isinstance(result, Request | AlreadyOn) for result in results), results
    assert len(live(line)) == 1
    paid = sum(1 for result in results if isinstance(result, Request))
    assert balance(account_of(line)) == rub(1000 - 10 * paid)


def test_on_off_and_the_run_at_once(line):
    service = make_service(price=100)
    has(line, service)
    held = of(line, service)
    due = held.due_at

    def work(number):
        if number % 2:
            return charge_due(now=due)
        return off(line, service, now=due, key=uuid4())

    results = together(work, threads=4)

    assert not [each for each in results if isinstance(each, OperationalError)], results
    held = of(line, service)
    periods = 1 if held.status == Status.ENDED else 2
    assert Entry.objects.filter(kind="service").count() == periods
    assert balance(account_of(line)) == rub(1000 - 100 * periods)
    assert all(isinstance(each, NotOn | AlreadyEnding) for each in results if isinstance(each, Exception)), results


def test_the_sweep_and_a_person_who_takes_it_back(line):
    service = make_service(price=100, network_code="hotspot")
    request = on(line, service)
    dispatch(NOW)

    results = together(lambda number: advance_on(request, NOW) if number % 2 else off(line, service), threads=4)

    assert not [each for each in results if isinstance(each, OperationalError)], results
    request.refresh_from_db()
    held = Subscription.objects.get()
    if request.status == "cancelled":
        assert (held.status, balance(account_of(line))) == (Status.ENDED, rub(1000))
    else:
        assert (request.status, held.status, balance(account_of(line))) == ("done", Status.ACTIVE, rub(900))
        assert held.ends_at is not None
    assert list(audit()) == []
