"""The thresholds of a contract's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.models import Account, AccountKind
from cabinet.accounts.models import Line


@dataclass(frozen=True, kw_only=True)
class Watched:
    """An account's balance in roubles, and below how much its owner is warned; None: never. `stops_extras`: nor are
    paid extras paid for from below it."""

    kind: AccountKind
    balance: Decimal
    below: Decimal | None
    stops_extras: bool = False

    @property
    def is_below(self) -> bool:
        """Whether it is told of only after it has risen."""
        return self.below is not None and self.balance < self.below


def watched_of(*, line: Line) -> list[Watched]:
    """The main account, and the content account if there is one. Who may see them is asked by the caller."""
    accounts = {account.kind: account for account in Account.objects.filter(contract=line.contract_id)}
    main = accounts.get(AccountKind.MAIN) or Account(kind=AccountKind.MAIN)
    there = [main, *(account for kind, account in accounts.items() if kind != AccountKind.MAIN)]
    return [
        Watched(
            kind=AccountKind(each.kind),
            balance=each.balance,
            below=each.notice_below,
            stops_extras=each.stops_extras,
        )
        for each in there
    ]
