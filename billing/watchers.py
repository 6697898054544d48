"""Who hears of postings, within their transaction and under the locks of their accounts.

The ledger knows nothing of loans or notices: it says what happened on accounts that somebody waits for (a debt that a
top-up repays, a line that had no money, a threshold that a charge crossed), and those who registered in `apps.py` do
their part. They may post to the same account; another account would be locked out of order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Moved:
    """One account after a posting, in roubles. `topped_up` is what came from outside (`kinds.TOP_UPS`); `crossed` is
    whether the balance fell below the account's `notice_below`, having been at or above it before. `freed`: nothing was
    posted, but more of it may be spent, because its owner lowered the threshold that extras stop at."""

    account_id: int
    before: Decimal
    after: Decimal
    topped_up: Decimal
    last_seq: int
    crossed: bool
    freed: bool = False


Watcher = Callable[[Sequence[Moved], datetime], None]
_watchers: list[Watcher] = []
_NOTHING: Mapping[int, Decimal] = MappingProxyType({})
_told = ContextVar("told", default=_NOTHING)  # accounts that are being told of: their balances before it


def register(watcher: Watcher) -> None:
    """Have `watcher(moved, now)` called for accounts with `owed` that were topped up, for those with
    `awaits_money` whose balance rose, and for crossed thresholds: each has to see which it is."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell(moved: Sequence[Moved], now: datetime) -> None:
    """Call every watcher, in the order they registered."""
    if not moved:
        return
    kept = _told.set({**{each.account_id: each.before for each in moved}, **_told.get()})
    try:
        for watcher in _watchers:
            watcher(moved, now)
    finally:
        _told.reset(kept)


def before_telling(account_id: int, balance: Decimal) -> Decimal:
    """The balance before what happens now, which is `balance` unless a watcher is posting: a top-up and the debt that
    it repays are one event, so an account that had too little before and after it crossed nothing."""
    return _told.get().get(account_id, balance)
