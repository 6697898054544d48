"""What is owed comes back first from whatever tops the account up (B7)."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.kinds import EntryKind
from billing.models import TrustPayment, TrustTerms
from billing.services.audit import audit
from billing.services.ledger import post_many
from tests.billing.money import charge, pay, row, rub
from tests.billing.trust.lending import borrow, main_of, money_and_debt, moved, person, terms, texts_to
from tests.people import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=5)
_numbers = count(1)


def test_a_top_up_repays_the_sum_and_the_fee_and_the_rest_stays(maria):
    loan = borrow(maria)
    pay(main_of(maria), 300, now=LATER)
    assert money_and_debt(maria) == (rub(295), rub(0))
    assert moved(maria) == [("trust", rub(100)), ("trust_repayment", rub(-100)), ("trust_fee", rub(-10))]
    loan.refresh_from_db()
    assert (loan.status, loan.repaid, loan.repaid_at, loan.next_try_at) == ("repaid", rub(110), LATER, None)
    assert texts_to()[-1] == "Пополнение 300,00 руб. Доверительный платёж погашен. На счёте 295,00 руб."


def test_small_top_ups_repay_in_parts_the_sum_before_the_fee(maria):
    loan = borrow(maria)
    for amount in (40, 65, 30):
        pay(main_of(maria), amount)
    assert moved(maria)[1:] == [
        ("trust_repayment", rub(-40)),
        ("trust_repayment", rub(-60)),
        ("trust_fee", rub(-5)),
        ("trust_fee", rub(-5)),
    ]
    assert money_and_debt(maria) == (rub(130), rub(0))
    loan.refresh_from_db()
    assert loan.status == "repaid"
    assert len(texts_to()) == 2  # taken, and once that it is over


def test_a_part_leaves_the_loan_open(maria):
    loan = borrow(maria)
    pay(main_of(maria), 40)
    loan.refresh_from_db()
    assert (loan.status, loan.left, loan.repaid_at) == ("open", rub(70), None)
    assert money_and_debt(maria) == (rub(105), rub(70))
    assert len(texts_to()) == 1


def test_a_debt_below_zero_is_no_reason_not_to_repay(maria):
    borrow(maria)
    charge(main_of(maria), 250, kind=EntryKind.USAGE)
    pay(main_of(maria), 110)
    assert money_and_debt(maria) == (rub(-145), rub(0))


def test_the_same_payment_twice_repays_once(maria):
    borrow(maria)
    for _time in range(2):
        pay(main_of(maria), 50, reference="payment:1")
    assert money_and_debt(maria) == (rub(105), rub(60))


def test_a_transfer_from_somebody_repays_and_a_bonus_does_not(maria):
    borrow(maria)
    account = main_of(maria)
    post_many([row(account, 30, "bonus", EntryKind.BONUS), row(account, 30, "move", EntryKind.MOVE_IN)], now=NOW)
    assert money_and_debt(maria) == (rub(165), rub(110))
    post_many([row(account, 30, "transfer", EntryKind.TRANSFER_IN)], now=NOW)
    assert money_and_debt(maria) == (rub(165), rub(80))


def test_two_payments_in_one_batch_repay_together(maria):
    borrow(maria)
    account = main_of(maria)
    post_many([row(account, 60, "a"), row(account, 60, "b")], now=NOW)
    assert moved(maria)[1:] == [("trust_repayment", rub(-100)), ("trust_fee", rub(-10))]
    assert money_and_debt(maria) == (rub(115), rub(0))


def test_payments_of_many_accounts_in_one_batch_repay_each_its_own(maria):
    other = person("79037654321")
    borrow(maria)
    borrow(other)
    rows = [row(main_of(maria), 200, "a"), row(main_of(other), 50, "b")]
    post_many(rows, now=NOW)
    assert (money_and_debt(maria), money_and_debt(other)) == ((rub(195), rub(0)), (rub(105), rub(60)))


def test_after_it_was_repaid_payments_stay_whole(maria):
    borrow(maria)
    pay(main_of(maria), 110)
    pay(main_of(maria), 50)
    assert money_and_debt(maria) == (rub(155), rub(0))
    assert len(moved(maria)) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kopecks=st.lists(st.integers(1, 9000), max_size=8))
def test_however_it_comes_back_never_more_than_was_owed(kopecks):
    with transaction.atomic():
        TrustTerms.objects.all().delete()
        terms()
        line = person(f"7905{next(_numbers):07}", 5)
        borrow(line)
        for amount in kopecks:
            pay(main_of(line), str(amount / 100))
        came = sum(rub(str(amount / 100)) for amount in kopecks)
        loan = TrustPayment.objects.get(line=line)
        back = -sum(amount for kind, amount in moved(line) if kind != "trust")
        assert back == loan.repaid == min(came, rub(110))
        assert money_and_debt(line) == (rub(105) + came - back, rub(110) - back)
        assert (loan.status == "repaid") == (back == rub(110))
        assert list(audit()) == []
        transaction.set_rollback(True)
