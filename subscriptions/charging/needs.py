"""How much has to come for what is suspended to work again, or for what is due soon to be paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from billing.models import Account, AccountKind
from subscriptions.charging.wallets import Wallet
from subscriptions.models import Kind, Subscription
from subscriptions.selectors import RANK

NOTHING = Decimal(0)


def shown_wallets(contracts: Collection[int]) -> dict[int, Wallet]:
    """The wallets of `contracts` to look at, by their keys: nothing is locked, or opened."""
    kinds: dict[int, dict[AccountKind, Account]] = {contract: {} for contract in contracts}
    for account in Account.objects.filter(contract__in=contracts):
        kinds[account.contract_id][AccountKind(account.kind)] = account
    for contract, accounts in kinds.items():
        accounts.setdefault(AccountKind.MAIN, Account(contract_id=contract, kind=AccountKind.MAIN))
    return {contract: Wallet(accounts) for contract, accounts in kinds.items()}


def missing_for(
    wanted: Iterable[Subscription], wallet: Wallet, *, prices: Mapping[int, Decimal] | None = None
) -> dict[AccountKind, Decimal]:
    """Roubles that each account lacks to pay once for all of `wanted`, one after another; accounts that lack nothing
    are left out. `prices` instead of those of the offerings, by the keys of subscriptions. Takes from `wallet`."""
    missing: dict[AccountKind, Decimal] = {}
    for each in wanted:
        price = (prices or {}).get(each.pk, each.offering.price)
        kind = AccountKind(wallet.account_for(each).kind)
        missing[kind] = max(missing.get(kind, NOTHING), wallet.missing(each, price))
        wallet.take(each, price)
    return {kind: sum_ for kind, sum_ in missing.items() if sum_}


def in_order(held: Iterable[Subscription]) -> list[Subscription]:
    """What is suspended, as it is tried again."""
    return sorted(held, key=lambda each: (RANK[Kind(each.kind)], each.line_id, each.pk))
