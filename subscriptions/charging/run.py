"""The charging run (T12): contracts that have something due, a batch in a transaction, until nothing is due.

Whatever runs how often, at once or late, each period of each subscription is paid once: who charges holds the
contract, and reads what is due after it holds it. A batch that is killed leaves nothing behind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, transaction
from psycopg.errors import DeadlockDetected

from cabinet.accounts.models import Contract
from subscriptions.charging import changes, network, saving
from subscriptions.charging.deciding import Decided, decide
from subscriptions.charging.holding import hold_contracts, hold_due
from subscriptions.charging.loading import what_is_due
from subscriptions.charging.wallets import Wallet, wallets
from subscriptions.charging.writing import write_periods
from subscriptions.models import MoneyCame, Status, Subscription

logger = logging.getLogger(__name__)

CONTRACTS = 250  # in one transaction: they and their accounts are locked for about half a second


@dataclass(slots=True)
class Ran:
    """What a batch did: how many contracts it looked at, and periods it charged. `failed` contracts could not be
    charged, and were left as they were. `more`: it was stopped before nothing was due."""

    contracts: int = 0
    periods: int = 0
    failed: set[int] = field(default_factory=set)
    more: bool = False

    def __add__(self, other: Ran) -> Ran:
        failed = self.failed | other.failed
        return Ran(self.contracts + other.contracts, self.periods + other.periods, failed, other.more)


def charge_due(
    *, now: datetime, most: int = CONTRACTS, among: Collection[int] | None = None, but: Collection[int] = ()
) -> Ran:
    """Charge at most `most` contracts, of `among` if given and none of `but`, for all that is due at `now`; suspend
    what has no money, resume what money came for, apply changes of tariff whose day it is.

    A contract that cannot be charged does not keep others from it: it is logged, and tried again by the next run.
    """
    held: list[int] = []
    try:
        with transaction.atomic():
            contracts = hold_due(now=now, most=most, among=among, but=but)
            held = [contract.pk for contract in contracts]
            ran = _charge(contracts, now)
    except InterfaceError:
        raise
    except Exception:
        if not held:
            raise
        logger.exception("a batch of %s contracts could not be charged, now each by itself", len(held))
        ran = _one_by_one(held, now)
    for contract in changes.waiting(held, now=now):
        ran += _go_over(contract, now)
    return ran


def charge_all(
    *,
    clock: Callable[[], datetime],
    go_on: Callable[[], bool] = lambda: True,
    most: int = CONTRACTS,
    among: Collection[int] | None = None,
) -> Ran:
    """Batch after batch until nothing is due that nobody else charges, or `go_on` says no. `clock` is read for each."""
    total = Ran()
    while go_on():
        ran = charge_due(now=clock(), most=most, among=among, but=total.failed)
        total += ran
        if not ran.contracts:
            return total
    total.more = True
    return total


def _charge(contracts: Collection[Contract], now: datetime) -> Ran:
    """Charge `contracts`, which are held, within the caller's transaction."""
    if not contracts:
        return Ran()
    keys = [contract.pk for contract in contracts]
    held, before = what_is_due(keys, now=now), changes.first_of(keys, now=now)
    purses = wallets(keys)
    came = set(MoneyCame.objects.filter(account__contract__in=keys).values_list("account__contract", flat=True))
    decided = {
        contract.pk: decide(
            held[contract.pk],
            purses[contract.pk],
            zone=ZoneInfo(contract.time_zone),
            now=now,
            before=before.get(contract.pk),
            money_came=contract.pk in came,
        )
        for contract in contracts
    }
    _write(decided, held, purses, now)
    return Ran(contracts=len(keys), periods=sum(len(each.paid) for each in decided.values()))


def _write(
    decided: Mapping[int, Decided],
    held: Mapping[int, Sequence[Subscription]],
    purses: Mapping[int, Wallet],
    now: datetime,
) -> None:
    """What was decided of all contracts of a batch, a statement for each kind of thing."""
    write_periods([paid for each in decided.values() for paid in each.paid], now=now)
    changed = {pk: row for each in decided.values() for pk, row in each.changed.items()}
    saving.save(changed.values())
    waits = {
        contract: any(row.status == Status.SUSPENDED for row in held[contract])
        for contract, each in decided.items()
        if each.whole or each.suspended
    }
    saving.note_who_waits(waits, purses)
    saving.forget_money([purses[contract] for contract, each in decided.items() if each.whole])
    saving.note_news({pk: what for each in decided.values() for pk, what in each.news.items()}, now=now)
    ended = [changed[pk] for each in decided.values() for pk in each.ended]
    saving.forget_news([row.pk for row in ended])
    network.tell(
        suspended=[changed[pk] for each in decided.values() for pk in each.suspended],
        resumed=[changed[pk] for each in decided.values() for pk in each.resumed],
        ended=ended,
        now=now,
    )


def _one_by_one(contracts: Collection[int], now: datetime) -> Ran:
    ran = Ran()
    for contract in contracts:
        try:
            with transaction.atomic():
                ran += _charge(hold_contracts([contract], most=1), now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("contract %s could not be charged", contract)
            ran += Ran(contracts=1, failed={contract})
    return ran


def _go_over(contract: int, now: datetime, *, again: bool = True) -> Ran:
    """Apply the change of tariff of `contract` whose day it is; what is due after it is charged by the next batch. One
    that met somebody else in a circle of locks is tried once more."""
    try:
        changes.apply(contract, now=now)
    except InterfaceError:
        raise
    except OperationalError as error:
        if not again or not isinstance(error.__cause__, DeadlockDetected):
            raise
        logger.warning("the tariff of contract %s is changed once more: a deadlock", contract)
        return _go_over(contract, now, again=False)
    except Exception:
        logger.exception("the tariff of contract %s could not be changed", contract)
        return Ran(failed={contract})
    return Ran()
