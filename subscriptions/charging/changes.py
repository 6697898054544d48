"""Changes of tariff that waited for the end of the paid period, when their day comes.

What is due before that moment is charged first, in a transaction of its own: applying a change ends packages, and
they are locked before accounts.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from importlib import import_module

from django.db import transaction
from django.db.models import Min, QuerySet

from billing.models import Account
from cabinet.core.errors import DomainError
from subscriptions.charging.holding import hold_contracts
from subscriptions.models import ChangeStatus, MoneyCame, Status, Subscription, TariffChange

logger = logging.getLogger(__name__)


def first_of(contracts: Collection[int], *, now: datetime) -> dict[int, datetime]:
    """When the first change of each of `contracts` was to be applied, of those that have one by `now`."""
    rows = _due(contracts, now).values_list("line__contract").annotate(first=Min("apply_at")).order_by()
    return dict(rows)


def waiting(contracts: Collection[int], *, now: datetime) -> list[int]:
    """Those of `contracts` that are to go over to another tariff, and have nothing to pay for before it."""
    first = first_of(contracts, now=now) if contracts else {}
    due = Subscription.objects.filter(status=Status.ACTIVE, line__contract__in=first, due_at__lte=now)
    rows = due.values_list("line__contract").annotate(first=Min("due_at")).order_by()
    paid_first = {contract for contract, at in rows if at < first[contract]}
    return sorted(first.keys() - paid_first)


def apply(contract: int, *, now: datetime) -> None:
    """Apply the first change of `contract`, if it is still wanted. What cannot be done stays undone for good: the line
    keeps its tariff."""
    with transaction.atomic():
        if not hold_contracts([contract], most=1):
            return
        change = _due([contract], now).order_by("apply_at", "pk").first()
        if change is None:
            return
        try:
            with transaction.atomic():
                _applied(change, now)
                _look_at_the_rest(contract, now)
        except DomainError as refused:
            logger.warning("change of tariff %s failed: %s", change.pk, refused.code)
            change.status, change.ended_at = ChangeStatus.FAILED, now
            change.save(update_fields=["status", "ended_at"])


def _applied(change: TariffChange, now: datetime) -> None:
    import_module("subscriptions.tariffs.changing").apply_planned(change, now=now)  # it charges, too
    if TariffChange.objects.filter(pk=change.pk, status=ChangeStatus.PLANNED).exists():
        raise RuntimeError(f"change of tariff {change.pk} is planned still")


def _look_at_the_rest(contract: int, now: datetime) -> None:
    """What stopped together with the tariff that is gone is tried again, as if money had come."""
    if Subscription.objects.filter(line__contract=contract, status=Status.SUSPENDED).exists():
        accounts = Account.objects.filter(contract=contract).order_by("pk").values_list("pk", flat=True)
        MoneyCame.objects.bulk_create([MoneyCame(account_id=pk, at=now) for pk in accounts], ignore_conflicts=True)


def _due(contracts: Collection[int], now: datetime) -> QuerySet[TariffChange]:
    return TariffChange.objects.filter(status=ChangeStatus.PLANNED, apply_at__lte=now, line__contract__in=contracts)
