"""What a contract pays from, while it is charged: which account, and whether there is enough."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from billing.models import Account, AccountKind
from subscriptions.models import Kind, Service, Subscription


def is_extra(subscription: Subscription) -> bool:
    """Whether it may not be paid from below the threshold that the owner chose (B10): content, and such services."""
    offering = subscription.offering
    return subscription.kind == Kind.CONTENT or (isinstance(offering, Service) and offering.is_extra)


@dataclass(slots=True)
class Wallet:
    """The accounts of one contract, locked, and what is on them after what was taken already."""

    accounts: dict[AccountKind, Account]
    left: dict[int, Decimal] = field(init=False)

    def __post_init__(self) -> None:
        self.left = {account.pk: account.balance for account in self.accounts.values()}

    def account_for(self, subscription: Subscription) -> Account:
        """Content is paid from the content account where there is one (B14), all else from the main one."""
        if subscription.kind == Kind.CONTENT and AccountKind.CONTENT in self.accounts:
            return self.accounts[AccountKind.CONTENT]
        return self.accounts[AccountKind.MAIN]

    def missing(self, subscription: Subscription, amount: Decimal) -> Decimal:
        """How many roubles are too few to pay `amount` for `subscription`; zero if there is enough."""
        account = self.account_for(subscription)
        least = account.floor
        if account.stops_extras and account.notice_below is not None and is_extra(subscription):
            least = max(least, account.notice_below)
        return max(least + amount - self.left[account.pk], Decimal(0)) if amount else Decimal(0)

    def take(self, subscription: Subscription, amount: Decimal) -> Account:
        """Count `amount` as paid; the ledger still has the last word."""
        account = self.account_for(subscription)
        self.left[account.pk] -= amount
        return account


def wallets(contracts: Collection[int]) -> dict[int, Wallet]:
    """The wallet of each of `contracts`, by its key; accounts locked in their order, a missing main one opened."""
    found = _locked(contracts)
    missing = set(contracts) - {account.contract_id for account in found if account.kind == AccountKind.MAIN}
    if missing:
        fresh = [Account(contract_id=contract, kind=AccountKind.MAIN) for contract in sorted(missing)]
        Account.objects.bulk_create(fresh, ignore_conflicts=True)
        found = _locked(contracts)
    kinds: dict[int, dict[AccountKind, Account]] = {}
    for account in found:
        kinds.setdefault(account.contract_id, {})[AccountKind(account.kind)] = account
    return {contract: Wallet(accounts) for contract, accounts in kinds.items()}


def _locked(contracts: Collection[int]) -> list[Account]:
    return list(Account.objects.select_for_update(no_key=True).filter(contract__in=contracts).order_by("pk"))
