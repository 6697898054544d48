"""Beginning a payment: once however often the button is pressed, by rows before words, within limits."""

from datetime import timedelta
from uuid import uuid4

import pytest

from billing.models import Entry, Payment, PaymentStatus, SandboxOrder
from billing.payments.services import ask as asking
from billing.payments.services.begin import MethodOff, SumOutOfLimits, begin
from billing.payments.services.recipients import CannotTopUp, TooManyNumbers
from cabinet.accounts.services.lines import close_line
from cabinet.core.errors import TooManyAttempts
from cabinet.core.phones import NotANumber
from tests.billing.money import rub
from tests.billing.payments.paying import HOUR, asked, fresh, method, pay, start
from tests.people import NOW, add_line, make_owner

pytestmark = pytest.mark.django_db

KEY = "0c1b7a7e-0000-4000-8000-000000000001"


def test_the_same_form_sent_twice_is_one_payment(line):
    first, second = start(line, form_key=KEY), start(line, form_key=KEY)
    assert first == second
    assert (Payment.objects.count(), SandboxOrder.objects.count()) == (1, 1)


def test_the_same_form_after_it_was_paid_shows_what_was_paid(line):
    payment = start(line, form_key=KEY)
    pay(payment)
    asked(payment)
    again = start(line, form_key=KEY)
    assert (again, again.status) == (payment, PaymentStatus.SUCCEEDED)
    assert Entry.objects.count() == 1


def test_who_goes_back_and_changes_the_sum_wishes_for_something_else(line):
    first = start(line, 300, form_key=KEY)
    second = start(line, 500, form_key=KEY)
    assert (fresh(first).amount, second.amount) == (rub(300), rub(500))


def test_a_form_of_somebody_else_is_not_mine_even_with_the_same_key(line):
    _other, theirs = make_owner("79160001020")
    assert start(line, form_key=KEY) != start(theirs, form_key=KEY)


def test_a_bank_that_is_away_leaves_a_row_and_is_asked_again(line, settings, clock):
    settings.SANDBOX_FAILS = "away"
    payment = start(line)
    assert (payment.status, payment.provider_reference) == (PaymentStatus.CREATED, None)
    settings.SANDBOX_FAILS = ""
    assert asking.sweep(NOW) == 0  # not yet: who began it may still be asking
    asking.sweep(clock.to(NOW + timedelta(seconds=15)))
    assert (fresh(payment).status, SandboxOrder.objects.count()) == (PaymentStatus.WAITING, 1)


def test_an_answer_that_was_lost_orders_nothing_twice(line, settings):
    settings.SANDBOX_FAILS = "silent"
    payment = start(line, form_key=KEY)
    assert (payment.status, SandboxOrder.objects.count()) == (PaymentStatus.CREATED, 1)
    settings.SANDBOX_FAILS = ""
    again = start(line, form_key=KEY)
    assert (again.pk, again.status) == (payment.pk, PaymentStatus.WAITING)
    assert again.provider_reference == str(SandboxOrder.objects.get().reference)


def test_what_the_bank_never_heard_of_ends_without_asking_it(line, settings, clock):
    settings.SANDBOX_FAILS = "away"
    payment = start(line)
    settings.SANDBOX_FAILS = ""
    asking.sweep(clock.to(NOW + HOUR))
    assert fresh(payment).status == PaymentStatus.EXPIRED
    assert not SandboxOrder.objects.exists()


def test_the_first_silence_ends_a_sweep_so_that_the_others_do_not_wait_for_the_same(line, settings):
    payments = [start(line), start(line)]
    settings.SANDBOX_FAILS = "away"
    assert asking.sweep(NOW + timedelta(seconds=20)) == 1
    assert [fresh(each).checks for each in payments] == [1, 0]


@pytest.mark.parametrize("amount", ["9.99", "15000.01"])
def test_a_sum_out_of_the_limits_of_the_way_to_pay(line, amount):
    with pytest.raises(SumOutOfLimits) as refusal:
        start(line, amount)
    assert str(refusal.value) == "Так можно заплатить от 10,00\u00a0₽ до 15\u00a0000,00\u00a0₽ за раз."
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount", ["10", "15000"])
def test_the_limits_themselves_are_allowed(line, amount):
    assert start(line, amount).amount == rub(amount)


def test_a_way_that_was_switched_off_meanwhile(line):
    way = method()
    way.is_on = False
    with pytest.raises(MethodOff):
        begin(payer=line.contract.owner, line=line, method=way, amount=rub(300), form_key=KEY, now=NOW)


def test_nobody_pays_where_there_is_no_provider(line, settings):
    settings.PAYMENT_PROVIDER = ""
    with pytest.raises(MethodOff):
        start(line)


def test_so_many_an_hour_and_no_more(line, settings):
    settings.PAYMENTS_BEGUN = 2
    start(line, form_key=KEY), start(line)
    with pytest.raises(TooManyAttempts):
        start(line)
    assert start(line, form_key=KEY).amount == rub(300)  # begun before: it is shown
    assert start(line, now=NOW + HOUR).amount == rub(300)


class TestAnotherNumber:
    def pay_for(self, line, number):
        return begin(
            payer=line.contract.owner, number=number, method=method(), amount=rub(300), form_key=str(uuid4()), now=NOW
        )

    def test_the_account_of_that_number_is_paid_for(self, line):
        _other, theirs = make_owner("79160001020")
        payment = self.pay_for(line, "8 (916) 000-10-20")
        assert (payment.line, payment.account.contract) == (theirs, theirs.contract)

    def test_unknown_closed_and_another_operators_numbers_are_refused_alike(self, line):
        gone = add_line(line.contract, "79160001021")
        close_line(line=gone, now=NOW)
        said = set()
        for number in ("79160001021", "79160009999", "4951234567"):
            with pytest.raises(CannotTopUp) as refusal:
                self.pay_for(line, number)
            said.add(str(refusal.value))
        assert len(said) == 1
        assert not Payment.objects.exists()

    def test_what_is_no_number_is_said(self, line):
        with pytest.raises(NotANumber):
            self.pay_for(line, "мама")

    def test_a_list_of_numbers_is_not_gone_through_not_even_of_real_ones(self, line, settings):
        settings.OTHER_NUMBERS = ("2/hour",)
        make_owner("79160001020")
        self.pay_for(line, "79160001020")
        with pytest.raises(CannotTopUp):
            self.pay_for(line, "79160009999")
        with pytest.raises(TooManyNumbers):
            self.pay_for(line, "79160001020")
