"""Two at once: one loan, repaid once."""

from uuid import uuid4

import pytest

from billing.models import TrustPayment, TrustTerms
from billing.services.audit import audit
from billing.trust.errors import DebtOpen
from billing.trust.services.due import sweep
from tests.billing.money import pay, rub
from tests.billing.test_ledger_races import together
from tests.billing.trust.lending import DUE, borrow, main_of, money_and_debt, moved, person, terms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maria():
    TrustTerms.objects.all().delete()
    terms()
    return person()


def test_of_eight_buttons_pressed_at_once_one_lends(maria):
    results = together(lambda _number: borrow(maria))
    assert sorted(type(result) for result in results if isinstance(result, TrustPayment)) == [TrustPayment]
    assert [type(result) for result in results if not isinstance(result, TrustPayment)] == [DebtOpen] * 7
    assert money_and_debt(maria) == (rub(105), rub(110))


def test_one_form_eight_times_at_once_gives_the_same_loan(maria):
    key = uuid4()
    results = together(lambda _number: borrow(maria, key=key))
    assert {result.pk for result in results} == {TrustPayment.objects.get().pk}
    assert moved(maria) == [("trust", rub(100))]


def test_top_ups_and_the_due_date_at_once_repay_once(maria):
    borrow(maria)
    account = main_of(maria)

    def work(number: int) -> object:
        return sweep(DUE) if number % 2 else pay(account, 30)

    results = together(work)
    assert not [result for result in results if isinstance(result, Exception)]
    assert -sum(amount for kind, amount in moved(maria) if kind != "trust") == rub(110)
    assert money_and_debt(maria) == (rub(105 + 4 * 30 - 110), rub(0))
    assert list(audit()) == []
