"""Usage that is rated before the run has reached its line: the line is charged first, and has its packages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from cabinet.accounts.models import Contract, Line
from subscriptions.charging.run import charge_all
from subscriptions.models import Status, Subscription


def charge_first(numbers: Collection[str], now: datetime) -> None:
    """Charge the contracts of `numbers` that have something due; who is held by a run is waited for. Nearly always
    nothing is due, and one look at an index says so."""
    due = Subscription.objects.filter(status=Status.ACTIVE, due_at__lte=now)
    if not due.exists():
        return
    contracts = _contracts(due, numbers)
    if not contracts:
        return
    charge_all(clock=lambda: now, among=contracts)
    if held := _contracts(due, numbers):
        with transaction.atomic():  # nothing else is held here, so nobody can wait for this one
            list(Contract.objects.filter(pk__in=held).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _contracts(due: QuerySet[Subscription], numbers: Collection[str]) -> list[int]:
    named = list(numbers)
    lines = Line.objects.filter(Q(msisdn__in=named) | Q(msisdn=None, number__in=named), closed_at=None)
    found = due.filter(line__in=lines).order_by().values_list("line__contract", flat=True)
    return sorted(set(found.all()))
