"""Money that goes back to a card: promised with the account's entry, sent until the bank has heard."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billing.models import PayerReturn, SandboxOrder, SandboxReturn
from billing.payments.selectors import stuck
from billing.payments.services.returns import NotReturnable, return_to_payer, sweep
from tests.billing.money import rub
from tests.billing.payments.paying import HOUR, asked, pay, start
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(line):
    begun = start(line)
    pay(begun)
    return asked(begun)


def promise(payment, amount, key="claim:1") -> PayerReturn:
    return return_to_payer(payment=payment, amount=rub(amount), key=key, now=NOW)


def test_it_is_promised_and_the_bank_is_told_once(payment):
    assert promise(payment, 100) == promise(payment, 100)
    assert not SandboxReturn.objects.exists()  # the network is not spoken to here
    assert (sweep(NOW), sweep(NOW)) == (1, 0)
    assert (SandboxReturn.objects.get().amount, PayerReturn.objects.get().finished_at) == (100, NOW)


def test_an_answer_that_was_lost_returns_nothing_twice(payment, settings):
    promise(payment, 100)
    settings.SANDBOX_FAILS = "silent"
    sweep(NOW)
    assert PayerReturn.objects.get().status == "promised"
    settings.SANDBOX_FAILS = ""
    assert sweep(NOW + timedelta(seconds=9)) == 0
    assert sweep(NOW + timedelta(seconds=10)) == 1
    assert (SandboxReturn.objects.count(), PayerReturn.objects.get().tries) == (1, 2)


def test_in_parts_and_never_more_than_was_paid(payment):
    promise(payment, 100, "a"), promise(payment, 200, "b")
    with pytest.raises(NotReturnable):
        promise(payment, "0.01", "c")
    sweep(NOW)
    assert SandboxOrder.objects.get().returned == 300


def test_the_same_key_for_another_sum_is_refused(payment):
    promise(payment, 100)
    with pytest.raises(NotReturnable):
        promise(payment, 50)


def test_what_was_not_paid_does_not_go_back(line):
    with pytest.raises(NotReturnable):
        promise(start(line), 100)
    assert not PayerReturn.objects.exists()


def test_what_a_bank_refuses_is_seen_on_readyz_and_frees_the_sum(payment):
    promise(payment, 300)
    SandboxOrder.objects.update(returned=300)
    sweep(NOW)
    assert (PayerReturn.objects.get().status, PayerReturn.objects.get().refusal) == ("refused", "more than is left")
    assert stuck(timezone.now()) == "returns refused"
    assert promise(payment, 300, "again").status == "promised"
    assert stuck(timezone.now() + HOUR * 80) == ""
