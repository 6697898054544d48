"""People who borrow until the next top-up."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from billing.models import Account, Entry, TrustPayment, TrustTerms
from billing.services.ledger import open_account
from billing.trust.services.take import Agreed, take
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.billing.money import pay, rub
from tests.people import NOW, make_owner

MARIA = "79031234567"
DUE = NOW + timedelta(days=3)


def person(msisdn: str = MARIA, money: str | int = 5) -> Line:
    """The line of an owner of their own contract, since 2020."""
    _owner, line = make_owner(msisdn)
    account = open_account(contract=line.contract)
    if money:
        pay(account, money, reference="first", now=NOW - timedelta(days=1))
    return line


def terms(amount: str | int = 100, fee: str | int = 10, **rest) -> TrustTerms:
    """100 ₽ for 10 ₽ until three days later, for everybody."""
    return TrustTerms.objects.create(amount=rub(amount), fee=rub(fee), **{"days": 3} | rest)


def borrow(line: Line, *, key: UUID | None = None, now: datetime = NOW, agreed: Agreed | None = None) -> TrustPayment:
    owner = line.contract.owner
    return take(line=line, by=owner, channel=Channel.PAGE, key=key or uuid4(), now=now, agreed=agreed)


def main_of(line: Line) -> Account:
    return Account.objects.get(contract=line.contract, kind="main")


def money_and_debt(line: Line) -> tuple[Decimal, Decimal]:
    account = main_of(line)
    return account.balance, account.owed


def moved(line: Line) -> list[tuple[str, Decimal]]:
    """Kinds and sums of what loans posted, in their order."""
    entries = Entry.objects.filter(account=main_of(line), kind__startswith="trust").order_by("seq")
    return list(entries.values_list("kind", "amount"))


def texts_to(msisdn: str = MARIA) -> list[str]:
    """What the number was promised, oldest first."""
    rows = SmsMessage.objects.filter(msisdn=msisdn).exclude(body=b"").order_by("pk")
    return [unseal(bytes(row.body)) for row in rows]
