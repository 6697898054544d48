"""What the network refuses for good of orders that nobody waits for: nobody pays for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billing.models import Bucket, Entry, Unit
from billing.services.audit import audit
from cabinet.core.models import Alarm
from cabinet.network.services.dispatch import dispatch
from cabinet.requests.models import Request
from subscriptions.charging import network
from subscriptions.extras import lost
from subscriptions.extras.services import refused
from subscriptions.models import PeriodCharge, Service, Status, Subscription, SubscriptionOrder
from tests.billing.money import account_of, balance, pay, rub
from tests.billing.test_ledger_races import refuse_errors, together
from tests.billing.trust.lending import texts_to
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.extras.refusing import (
    BROKE,
    RICH,
    answered,
    resumed_in_vain,
    run,
    suspended,
    unserved,
)
from tests.subscriptions.extras.switching import live, off, person
from tests.subscriptions.made import GB, has, make_service

NUMBER = "79161230001"


@pytest.fixture
def line(db):
    return person(NUMBER, money=150)


def test_what_would_not_resume_is_given_back_to_the_kopeck_and_ends(line):
    _service, held = resumed_in_vain(line, allowances={Unit.DATA: GB})
    assert balance(account_of(line)) == rub(50)

    assert answered() == 1

    held.refresh_from_db()
    assert (held.status, held.ended_at, held.due_at) == (Status.ENDED, RICH, None)
    assert balance(account_of(line)) == rub(150)
    assert PeriodCharge.objects.filter(subscription=held).count() == 2
    assert Entry.objects.get(kind="refund").amount == rub(100)
    assert not Bucket.objects.filter(until_at__gt=RICH + timedelta(seconds=1)).exists()
    assert texts_to(NUMBER)[-1] == (
        "Не включилось: «Услуга mail». Сеть отказала. Вернули 100,00 руб., больше не списываем"
    )
    request = Request.objects.get(kind="service_lost")
    assert (request.status, request.made_by, request.line) == ("refused", None, line)
    assert request.facts() == [("Что", "«Услуга mail»"), ("Вернули", "100,00\u00a0₽")]
    assert not Alarm.objects.exists()
    run(RICH + timedelta(days=40))
    assert balance(account_of(line)) == rub(150)
    assert list(audit()) == []


def test_looked_at_again_nothing_more_comes_back(line):
    resumed_in_vain(line)
    answered()
    texts = texts_to(NUMBER)

    assert answered() == 0
    assert refused.settle(SubscriptionOrder.objects.get(operation="switch_on").pk, now=RICH) is False
    assert (balance(account_of(line)), texts_to(NUMBER)) == (rub(150), texts)


def test_what_needs_it_ends_with_it_and_what_was_paid_since_comes_back(line):
    service, _held = suspended(line)
    pay(account_of(line), 200, now=RICH)
    make_service("other", price=5)
    upper = has(line, make_service("upper", price=10, requires=["mail"]), now=RICH)
    other = has(line, Service.objects.get(code="other"), now=RICH)
    unserved(service)
    Subscription.objects.filter(pk=upper.pk).update(started_at=BROKE)
    run(RICH)

    assert answered() == 1

    assert live(line) == ["other"]
    assert balance(account_of(line)) == rub(50 + 200 - 5)
    assert Request.objects.get(kind="service_lost").facts()[1] == ("Отключается", "«Услуга upper»")
    other.refresh_from_db()
    assert other.status == Status.ACTIVE


def test_what_was_switched_off_meanwhile_is_given_back_all_the_same(line):
    service, held = resumed_in_vain(line)
    off(line, service, now=RICH)

    answered()

    held.refresh_from_db()
    assert held.status == Status.ENDED
    assert balance(account_of(line)) == rub(150)


def test_a_later_order_decides_whether_it_goes_on(line):
    """Refused, without money again, with money again, and then the network did it: the first time comes back."""
    service, held = resumed_in_vain(line)
    dispatch(timezone.now())
    Service.objects.filter(pk=service.pk).update(network_code="mailbox")
    run(moscow("2027-01-26", 1))
    pay(account_of(line), 100, now=moscow("2027-01-27", 1))
    run(moscow("2027-01-27", 1))
    assert balance(account_of(line)) == rub(50)

    assert answered(moscow("2027-01-27", 2)) == 1

    held.refresh_from_db()
    assert held.status == Status.ACTIVE
    assert balance(account_of(line)) == rub(150)
    assert not Request.objects.filter(kind="service_lost").exists()


def test_what_would_not_be_switched_off_ends_in_the_books_and_staff_hear_of_it(line, caplog):
    service = make_service("mail", price=100, network_code="mailbox-unserved")
    held = has(line, service)
    run(BROKE)

    assert answered(BROKE) == 1

    held.refresh_from_db()
    assert held.status == Status.ENDED
    assert balance(account_of(line)) == rub(50)
    assert "alarm network.refused switch_off" in caplog.text
    assert texts_to(NUMBER)[-1] == "Отключено: «Услуга mail». Сеть отказала. Больше не списываем"
    pay(account_of(line), 500, now=RICH)
    run(RICH)
    assert balance(account_of(line)) == rub(550)


@pytest.mark.parametrize(
    ("where", "step"), [(refused, "end"), (refused, "give_back"), (refused, "note_lost"), (lost, "notify")]
)
def test_killed_in_between_nothing_is_done_and_then_all_of_it(line, monkeypatch, where, step):
    resumed_in_vain(line)
    before = balance(account_of(line))

    def die(*_args, **_named):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(where, step, die)
        assert answered() == 0
    assert balance(account_of(line)) == before
    assert live(line) == ["mail"]
    assert not Request.objects.exists()
    assert answered() == 0  # one that breaks stands in nobody's way

    assert answered(RICH + refused.LATER) == 1
    assert (balance(account_of(line)), live(line)) == (rub(150), [])


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_give_it_back_once():
    line = person(NUMBER, money=150)
    resumed_in_vain(line)
    dispatch(timezone.now())

    done = together(lambda _number: refused.Sweep()(RICH), threads=4)

    refuse_errors(done)
    assert sum(done) == 1
    assert balance(account_of(line)) == rub(150)
    assert Entry.objects.filter(kind="refund").count() == 1
    assert Request.objects.filter(kind="service_lost").count() == 1
    assert list(audit()) == []


def test_what_the_network_did_is_forgotten_after_a_day(line):
    suspended(line)
    assert network.tidy(now=BROKE + timedelta(hours=23)) == 0
    assert network.tidy(now=BROKE + timedelta(hours=25)) == 1
    assert not SubscriptionOrder.objects.exists()
