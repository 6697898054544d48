"""One order of locks for all that moves money between numbers: lines, then accounts, each by their keys, then the
transfer. Codes come after them. Two opposite transfers, or a transfer and a block, never wait for each other."""

from __future__ import annotations

from collections.abc import Iterable

from billing.models import Account
from cabinet.accounts.models import Line


def lock_lines(keys: Iterable[int]) -> dict[int, Line]:
    """The lines with their contracts, locked, so that none is blocked or closed until the transaction ends."""
    lines = Line.objects.select_for_update(no_key=True, of=("self",)).select_related("contract")
    return {line.pk: line for line in lines.filter(pk__in=set(keys)).order_by("pk")}


def lock_accounts(keys: Iterable[int]) -> dict[int, Account]:
    """The accounts as they are now; the ledger locks them the same way, and finds them locked."""
    accounts = Account.objects.select_for_update(no_key=True).filter(pk__in=set(keys)).order_by("pk")
    return {account.pk: account for account in accounts}
