"""One lock for all that decides what a contract's lines are charged for.

Whoever starts, changes or ends a subscription, and whoever charges for one, holds the row of its contract until the
transaction ends. The order of locks everywhere is: lines, contracts, packages, accounts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cabinet.accounts.models import Contract, Line
from subscriptions.models import ChangeStatus, MoneyCame, Status, Subscription, TariffChange

RESTING = (Status.PENDING, Status.PAUSED)
WINDOW = 4  # times as many are looked at as are held: some are held by others


def hold(line: Line) -> Line:
    """`line` as it is now, what its contract is charged for held until the transaction ends."""
    Contract.objects.select_for_update(no_key=True).get(pk=line.contract_id)
    return Line.objects.select_related("contract").get(pk=line.pk)


def hold_contracts(contracts: Collection[int], *, most: int) -> list[Contract]:
    """At most `most` of `contracts` that nobody holds, in the order of their keys."""
    free = Contract.objects.filter(pk__in=contracts).order_by("pk")
    return list(free.select_for_update(no_key=True, skip_locked=True)[:most])


def hold_due(
    *, now: datetime, most: int, among: Collection[int] | None = None, but: Collection[int] = ()
) -> list[Contract]:
    """At most `most` contracts, of `among` if given and none of `but`, with something to do at `now`; those that
    somebody else holds are left to them. Nobody who holds many waits for one more, so nobody waits in a circle."""
    due = due_contracts(now=now, most=WINDOW * most, among=among, but=but)
    for first in range(0, len(due), most):
        if held := hold_contracts(due[first : first + most], most=most):
            return held
    return []


def due_contracts(
    *, now: datetime, most: int, among: Collection[int] | None = None, but: Collection[int] = ()
) -> list[int]:
    """Where money came for what is suspended, then where a change of tariff waits for its day, then what is due or
    ends, the oldest first, `most` of each. Somebody may have done it meanwhile: who holds the contract looks again."""
    changes = TariffChange.objects.filter(status=ChangeStatus.PLANNED, apply_at__lte=now)
    due = Subscription.objects.filter(status=Status.ACTIVE, due_at__lte=now)
    ending = Subscription.objects.filter(ended_at=None, ends_at__lte=now).exclude(status__in=RESTING)
    looks: list[tuple[QuerySet[Any], str]] = [
        (MoneyCame.objects.order_by("at"), "account__contract"),
        (changes.order_by("apply_at"), "line__contract"),
        (due.order_by("due_at"), "line__contract"),
        (ending.order_by("ends_at"), "line__contract"),
    ]
    found: dict[int, None] = {}
    for rows, contract in looks:
        if among is not None:
            rows = rows.filter(**{f"{contract}__in": among})
        if but:
            rows = rows.exclude(**{f"{contract}__in": but})
        found |= dict.fromkeys(rows.values_list(contract, flat=True)[:most])
    return list(found)
