"""People who send each other money."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from billing.models import Account, Entry, Transfer
from billing.services.ledger import open_account
from billing.transfers.services.begin import begin
from billing.transfers.services.confirm import confirm
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.billing.money import pay, rub
from tests.people import NOW, make_owner

MARIA, PETR, NOBODYS = "79031234567", "79037654321", "79039999999"
LATER = NOW + timedelta(minutes=3)  # when the pauses between two codes, and between two transfers, are over


def person(msisdn: str, money: str | int = 500) -> Line:
    """The line of an owner of their own contract, with money on its account."""
    _owner, line = make_owner(msisdn)
    account = open_account(contract=line.contract)
    if money:
        pay(account, money, reference="first")
    return line


def money_of(line: Line) -> Decimal:
    return Account.objects.get(contract=line.contract, kind="main").balance


def texts_to(msisdn: str, *, kind: str = "") -> list[str]:
    """What the number was really sent, oldest first."""
    rows = SmsMessage.objects.filter(msisdn=msisdn).exclude(body=b"").order_by("pk")
    return [unseal(bytes(row.body)) for row in (rows.filter(kind=kind) if kind else rows)]


def code_to(msisdn: str) -> str:
    """The newest code."""
    return re.findall(r"#(\d{6})", texts_to(msisdn, kind="code")[-1])[0]


def started(
    line: Line, to: str = PETR, amount: str | int = 100, *, now: datetime = NOW, channel: Channel = Channel.PAGE
) -> Transfer:
    return begin(line=line, to=to, amount=rub(amount), by=line.contract.owner, channel=channel, now=now)


def finished(transfer: Transfer, typed: str = "", *, now: datetime = NOW) -> Transfer:
    """Its second step, with the newest code of the sending line unless another is `typed`."""
    owner = transfer.from_line.contract.owner
    typed = typed or code_to(str(transfer.from_line.msisdn))
    return confirm(transfer=transfer, by=owner, typed=typed, channel=Channel.PAGE, now=now)


def sent(line: Line, to: str = PETR, amount: str | int = 100, *, now: datetime = NOW) -> Transfer:
    return finished(started(line, to, amount, now=now), now=now)


def moved() -> list[tuple[str, Decimal]]:
    """Kinds and sums of what transfers posted."""
    return list(Entry.objects.filter(reference__startswith="transfer").order_by("amount").values_list("kind", "amount"))
