"""One lock for all that decides what a contract's lines are charged for.

Whoever starts, changes or ends a subscription, and whoever charges for one, holds the row of its contract until the
transaction ends. The order of locks everywhere is: lines, contracts, packages, accounts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from cabinet.accounts.models import Contract, Line
from subscriptions.models import Subscription


def hold(line: Line) -> Line:
    """`line` as it is now, what its contract is charged for held until the transaction ends."""
    Contract.objects.select_for_update(no_key=True).get(pk=line.contract_id)
    return Line.objects.select_related("contract").get(pk=line.pk)


def hold_due(*, now: datetime, most: int, among: Collection[int] | None = None) -> list[Contract]:
    """At most `most` contracts, of `among` if given, with something to charge for at `now`; those that somebody else
    holds are left to them. In the order of their keys, so that two who hold many never wait for each other."""
    due = Subscription.objects.filter(line__contract=OuterRef("pk"), due_at__lte=now)
    contracts = Contract.objects.filter(Exists(due)) if among is None else Contract.objects.filter(pk__in=among)
    return list(contracts.order_by("pk").select_for_update(no_key=True, skip_locked=True, of=("self",))[:most])
