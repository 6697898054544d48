"""The two accounts of a contract as their owner sees them (B14)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.models import Account, AccountKind, Entry
from billing.selectors import Movement
from cabinet.accounts.models import Line

LATEST = 20  # movements of the content account that its page shows


@dataclass(frozen=True, kw_only=True)
class Purses:
    """Balances in roubles; `content` is None while that account is not opened. `borrowed` keeps money here."""

    main: Decimal
    content: Decimal | None
    borrowed: bool


def purses_of(*, line: Line) -> Purses:
    """Of the contract of `line`. Who may see them is asked by the caller."""
    accounts = {account.kind: account for account in Account.objects.filter(contract=line.contract_id)}
    main, content = accounts.get(AccountKind.MAIN) or Account(), accounts.get(AccountKind.CONTENT)
    return Purses(main=main.balance, content=content.balance if content else None, borrowed=bool(main.owed))


def latest_of_content(*, line: Line) -> list[Movement]:
    """The newest movements of the content account, for the owner."""
    entries = Entry.objects.filter(account__contract=line.contract_id, account__kind=AccountKind.CONTENT)
    return [Movement(entry, whole=True) for entry in entries.order_by("-seq")[:LATEST]]
