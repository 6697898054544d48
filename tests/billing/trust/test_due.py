"""The day before a loan is due its owner is reminded; then it is charged, below the floor if the terms say so (B7)."""

from datetime import timedelta

import pytest

from billing.models import Account, TrustTerms
from billing.trust.services import due
from billing.trust.services.due import LEASE, sweep
from tests.billing.money import charge, pay, rub
from tests.billing.trust.lending import DUE, borrow, main_of, money_and_debt, moved, person, texts_to
from tests.people import NOW

pytestmark = pytest.mark.django_db

REMINDED_AT = DUE - timedelta(days=1)


@pytest.fixture
def patient(maria):
    """The terms wait for money."""
    TrustTerms.objects.update(below_floor=False)
    return maria


def test_nothing_happens_before_its_time(maria):
    borrow(maria)
    assert sweep(REMINDED_AT - timedelta(microseconds=1)) == 0
    assert len(texts_to()) == 1


def test_the_day_before_it_is_reminded_of_once(maria):
    borrow(maria)
    assert [sweep(REMINDED_AT), sweep(REMINDED_AT + timedelta(hours=1))] == [1, 0]
    assert texts_to()[1:] == ["27 ноября спишем доверительный платёж: 110,00 руб. На счёте 105,00 руб."]
    assert money_and_debt(maria) == (rub(105), rub(110))


def test_at_its_time_it_is_charged_even_below_the_floor(maria):
    loan = borrow(maria)
    charge(main_of(maria), 100)
    sweep(REMINDED_AT)
    assert sweep(DUE) == 1
    assert money_and_debt(maria) == (rub(-105), rub(0))
    assert moved(maria)[1:] == [("trust_repayment", rub(-100)), ("trust_fee", rub(-10))]
    loan.refresh_from_db()
    assert (loan.status, loan.repaid_at) == ("repaid", DUE)
    assert sweep(DUE + timedelta(days=9)) == 0


def test_it_is_charged_in_time_where_nobody_swept_the_day_before(maria):
    borrow(maria)
    assert sweep(DUE + timedelta(hours=2)) == 1
    assert money_and_debt(maria)[1] == 0
    assert len(texts_to()) == 2  # no reminder of what is over


def test_a_loan_of_a_day_is_not_reminded_of(maria):
    TrustTerms.objects.update(days=1)
    borrow(maria)
    assert sweep(NOW + timedelta(hours=1)) == 0
    assert sweep(NOW + timedelta(days=1)) == 1
    assert money_and_debt(maria)[1] == 0


def test_what_may_not_pass_the_floor_takes_what_there_is_and_tries_again(patient, settings):
    settings.TRUST_RETRY = timedelta(hours=6)
    borrow(patient)
    charge(main_of(patient), 65)
    sweep(DUE)
    assert money_and_debt(patient) == (rub(0), rub(70))
    assert sweep(DUE + timedelta(hours=5)) == 0
    Account.objects.filter(pk=main_of(patient).pk).update(floor=rub(-30))
    assert sweep(DUE + timedelta(hours=6)) == 1
    assert money_and_debt(patient) == (rub(-30), rub(40))
    pay(main_of(patient), 50, now=DUE + timedelta(hours=7))
    assert money_and_debt(patient) == (rub(-20), rub(0))
    assert sweep(DUE + timedelta(days=9)) == 0


def test_without_money_nothing_is_charged_and_nobody_is_told(patient):
    borrow(patient)
    charge(main_of(patient), 105)
    sweep(REMINDED_AT)
    sweep(DUE)
    assert moved(patient) == [("trust", rub(100))]
    assert len(texts_to()) == 2


def test_what_a_top_up_repaid_meanwhile_is_not_charged_again(maria):
    borrow(maria)
    pay(main_of(maria), 110, now=DUE - timedelta(seconds=1))
    assert sweep(DUE) == 0
    assert money_and_debt(maria) == (rub(105), rub(0))


def test_one_that_fails_stands_in_nobodys_way(maria, monkeypatch, caplog):
    other = person("79037654321")
    first = borrow(maria)
    borrow(other)
    really = due.settle

    def broken(parts, now):
        if parts[0][0].pk == first.pk:
            raise RuntimeError("no")
        really(parts, now)

    monkeypatch.setattr(due, "settle", broken)
    assert sweep(DUE) == 2
    assert (money_and_debt(maria)[1], money_and_debt(other)[1]) == (rub(110), rub(0))
    assert "what is due failed" in caplog.text
    monkeypatch.setattr(due, "settle", really)
    assert sweep(DUE + LEASE) == 1
    assert money_and_debt(maria)[1] == 0


def test_what_was_repaid_after_the_sweep_chose_it_is_not_reminded_of(maria):
    loan = borrow(maria)
    pay(main_of(maria), 200)
    told = texts_to()
    due._attend(loan.pk, DUE - timedelta(days=1))
    loan.refresh_from_db()
    assert (texts_to(), loan.next_try_at) == (told, None)
