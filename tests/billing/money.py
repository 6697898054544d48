"""Accounts and movements for tests."""

from datetime import datetime
from decimal import Decimal
from itertools import count

from billing.kinds import EntryKind
from billing.models import Account, Entry
from billing.services.ledger import Posting, open_account, post
from cabinet.accounts.models import Line
from tests.people import NOW, make_contract

_numbers = count(1)


def rub(amount: str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def new_account(balance: str | int = 0, *, floor: str | int = 0) -> Account:
    """An account of a contract of its own, with `balance` roubles paid in."""
    contract = make_contract(f"7977{next(_numbers):07}")
    account = open_account(contract=contract, floor=rub(floor))
    if balance:
        pay(account, balance, reference="first")
    return account


def account_of(line: Line) -> Account:
    return open_account(contract=line.contract)


def pay(account: Account, amount: str | int, *, reference: str = "", now: datetime = NOW, **rest) -> Entry:
    reference = reference or f"payment:{next(_numbers)}"
    return post(account=account, amount=rub(amount), kind=EntryKind.PAYMENT, reference=reference, now=now, **rest)


def charge(
    account: Account,
    amount: str | int,
    *,
    kind: EntryKind = EntryKind.SERVICE,
    reference: str = "",
    now: datetime = NOW,
    **rest,
) -> Entry:
    """Take `amount` roubles (a positive number)."""
    reference = reference or f"charge:{next(_numbers)}"
    return post(account=account, amount=-rub(amount), kind=kind, reference=reference, now=now, **rest)


def reverse(entry: Entry, amount: str | int, *, account: Account | None = None, reference: str = "") -> Entry:
    """Undo `entry` by `amount` roubles: right is its own account and the same sum the other way."""
    return post(
        account=account or entry.account,
        amount=rub(amount),
        kind=EntryKind.REVERSAL,
        reference=reference or f"reversal:{next(_numbers)}",
        now=NOW,
        reverses=entry,
    )


def row(account: Account, amount: str | int, reference: str, kind: EntryKind | None = None, **rest) -> Posting:
    """A row for `post_many`: a payment, or a service if `amount` is negative."""
    kind = kind or (EntryKind.PAYMENT if rub(amount) > 0 else EntryKind.SERVICE)
    return Posting(account_id=account.pk, amount=rub(amount), reference=reference, kind=kind, **rest)


def balance(account: Account) -> Decimal:
    return Account.objects.get(pk=account.pk).balance
