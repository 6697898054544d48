"""A mistaken payment: it goes back to who paid, as far as the money is still there (B11)."""

import pytest

from billing.claims import payers
from billing.claims.services.deciding import MoneySpent
from billing.kinds import EntryKind
from billing.models import Account, Claim, ClaimStatus, Payment, PaymentMethod
from billing.services.ledger import post
from cabinet.core.errors import DomainError
from tests.billing.claims.staff import give
from tests.billing.money import balance, charge, pay, rub
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent_back():
    told = []

    def sender(**what):
        told.append(what)

    payers.register(sender)
    yield told
    payers._senders.remove(sender)


def test_it_leaves_the_account_for_who_paid(claim_of, account, anna, sent_back, owner):
    paid = pay(account, 300)
    payment = payment_of(paid, owner)
    claim = give(claim_of(paid), anna)
    refund = claim.refund
    assert (refund.kind, refund.amount, refund.reverses) == (EntryKind.PAYMENT_RETURN, rub(-300), paid)
    assert balance(account) == rub(5000)
    key = f"claim:{claim.request.public_id}"
    assert sent_back == [{"payment": payment, "amount": rub(300), "key": key, "now": NOW}]


def test_cash_goes_back_by_hand(claim_of, account, anna, sent_back):
    assert give(claim_of(pay(account, 300)), anna).status == ClaimStatus.RETURNED
    assert sent_back == []


def test_what_was_lent_or_is_on_credit_does_not_leave_as_somebodys_payment(claim_of, account, anna):
    paid = pay(account, 300)
    claim = claim_of(paid)
    Account.objects.filter(pk=account.pk).update(floor=rub(-1000), owed=rub(400))
    charge(account, 4800)
    with pytest.raises(MoneySpent, match="100,00"):
        give(claim, anna)
    assert give(claim, anna, 100).status == ClaimStatus.RETURNED
    assert balance(account) == rub(400)


def test_what_was_spent_since_is_not_taken_and_it_is_said_how_much_is_there(claim_of, account, anna):
    paid = pay(account, 300)
    claim = claim_of(paid)
    charge(account, 5100)
    with pytest.raises(MoneySpent, match="200,00"):
        give(claim, anna)
    assert balance(account) == rub(200)
    assert Claim.objects.get().status == ClaimStatus.OPEN
    assert give(claim, anna, 200).status == ClaimStatus.RETURNED


def test_where_it_cannot_be_sent_back_nothing_happens(claim_of, account, anna, owner, sent_back):
    def refuses(**what):
        raise DomainError("Нельзя")

    payers.register(refuses)
    try:
        paid = pay(account, 300)
        payment_of(paid, owner)
        claim = claim_of(paid)
        with pytest.raises(DomainError):
            give(claim, anna)
    finally:
        payers._senders.remove(refuses)
    assert balance(account) == rub(5300)
    assert Claim.objects.get().status == ClaimStatus.OPEN


def test_a_debt_that_it_repaid_stays_repaid(claim_of, account, anna):
    paid = pay(account, 300)
    post(account=account, amount=rub(-5300), kind=EntryKind.TRUST_REPAYMENT, reference="t", now=NOW)
    with pytest.raises(MoneySpent):
        give(claim_of(paid), anna)


def payment_of(entry, payer):
    """The payment that an entry is of."""
    method = PaymentMethod.objects.get_or_create(
        code="card", defaults={"name_ru": "Карта", "min_sum": 1, "max_sum": 9999}
    )[0]
    return Payment.objects.create(
        account=entry.account,
        payer=payer,
        method=method,
        amount=entry.amount,
        status="succeeded",
        channel="page",
        provider="sandbox",
        idempotency_key=f"of {entry.pk}",
        created_at=NOW,
        expires_at=NOW,
        finished_at=NOW,
        entry=entry,
    )
