"""Two at once: one loan, repaid once."""

from uuid import uuid4

import pytest

from billing.content.errors import BorrowedStays
from billing.content.services import move, open_content
from billing.models import AccountKind, TrustPayment, TrustTerms
from billing.services.audit import audit
from billing.transfers.errors import Borrowed
from billing.trust.errors import DebtOpen
from billing.trust.services.due import sweep
from cabinet.core.channels import Channel
from tests.billing.behind import behind
from tests.billing.money import pay, rub
from tests.billing.test_ledger_races import together
from tests.billing.transfers.sending import code_to, finished, started
from tests.billing.trust.lending import DUE, borrow, main_of, money_and_debt, moved, person, terms
from tests.people import NOW, add_line

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


def test_what_is_being_borrowed_does_not_leave_for_the_content_account(maria):
    open_content(line=maria, by=maria.contract.owner, now=NOW)

    def leave() -> object:
        owner = maria.contract.owner
        return move(
            line=maria, amount=rub(50), to=AccountKind.CONTENT, by=owner, channel=Channel.PAGE, key=uuid4(), now=NOW
        )

    assert isinstance(behind(lambda: borrow(maria), leave), BorrowedStays)
    assert money_and_debt(maria) == (rub(105), rub(110))


def test_what_is_being_borrowed_is_not_sent_to_somebody():
    TrustTerms.objects.all().delete()
    terms()
    maria, petr = person(money=70), person("79037654321", 0)
    transfer = started(maria, str(petr.msisdn), 10)
    code = code_to(str(maria.msisdn))
    assert isinstance(behind(lambda: borrow(maria), lambda: finished(transfer, code)), Borrowed)
    assert (money_and_debt(maria), main_of(petr).balance) == ((rub(170), rub(110)), rub(0))


def test_two_lines_of_one_contract_at_once_borrow_once(maria):
    second = add_line(maria.contract, "79033333333")
    assert isinstance(behind(lambda: borrow(maria), lambda: borrow(second)), DebtOpen)
    assert (money_and_debt(maria), TrustPayment.objects.count()) == ((rub(105), rub(110)), 1)
