"""What the network refuses for good, of orders that nobody waits for: nobody pays for what they do not get.

An order to switch on, after money came, say: the money of what was not over then comes back, the service ends with all
that needs it, and the person is told. An order to switch off: the service ends in the books, nobody pays for it. That,
and a line that should stop or work again, is left to staff (`telling_again`), with an alarm while it is.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.models import Entry
from cabinet.accounts.models import Line
from cabinet.core import alarms
from cabinet.network.models import Operation, OrderStatus
from subscriptions.charging import saving
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import end, give_back
from subscriptions.extras.judging import dependents
from subscriptions.extras.lost import note_lost
from subscriptions.extras.services.beginning import end_now
from subscriptions.extras.state import read_state
from subscriptions.models import Fate, Kind, PeriodCharge, Status, Subscription, SubscriptionOrder
from subscriptions.selectors import tariff_of

logger = logging.getLogger(__name__)

BATCH = 50  # of a sweep
LATER = timedelta(minutes=5)  # that one which could not be settled is tried again
RINGS_APART = timedelta(minutes=1)
ALARM = "network.refused"


@dataclass(slots=True)
class Sweep:
    """Settles what was refused, and rings while something of it waits for a person."""

    _ring_at: datetime | None = None

    def __call__(self, now: datetime) -> int:
        refused = SubscriptionOrder.objects.filter(
            fate=Fate.OPEN, look_at__lte=now, order__status=OrderStatus.REFUSED
        ).order_by("pk")
        settled = sum(_try(pk, now) for pk in list(refused.values_list("pk", flat=True)[:BATCH]))
        if settled or self._ring_at is None or now >= self._ring_at:
            self._ring_at = now + RINGS_APART
            ring(now=now)
        return settled


def ring(*, now: datetime) -> None:
    """Say how many refused orders wait for a person, of each operation."""
    waiting = SubscriptionOrder.objects.filter(fate=Fate.REFUSED)
    for name in waiting.order_by("operation").values_list("operation", flat=True).distinct():
        count = waiting.filter(operation=name).count()
        alarms.ring(ALARM, scope=name, about=f"{count} orders were refused for good: look at them", now=now)


def _try(pk: int, now: datetime) -> bool:
    """One that breaks stands in nobody's way: it is put off."""
    try:
        return settle(pk, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("refused order %s could not be settled", pk)
        SubscriptionOrder.objects.filter(pk=pk).update(look_at=now + LATER)
        return False


@transaction.atomic
def settle(pk: int, *, now: datetime) -> bool:
    """Do what follows from the refusal of the order `pk`, once; False if it was done already."""
    subject = SubscriptionOrder.objects.select_related("subscription__line").get(pk=pk)
    line = hold(subject.subscription.line)
    told = locked(pk)
    if told.fate != Fate.OPEN:
        return False
    match told.operation:
        case Operation.SWITCH_ON:
            _not_on(told, line, now)
        case Operation.SWITCH_OFF if told.subscription.status == Status.SUSPENDED:
            note_lost(told, line, _end_with_all(told.subscription, line, now), now=now)
    told.fate = Fate.REFUSED if is_wanted(told) else Fate.SETTLED
    told.save(update_fields=["fate"])
    return True


def locked(pk: int) -> SubscriptionOrder:
    """The order `pk` as it is now; who asks holds the contract."""
    rows = SubscriptionOrder.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("order", "subscription__service", "subscription__line").get(pk=pk)


def is_wanted(told: SubscriptionOrder) -> bool:
    """Whether a refused order is one that staff have to bring about: it says what should be so still."""
    of = told.subscription
    match told.operation:
        case Operation.SWITCH_OFF:
            live = Subscription.objects.filter(line=of.line_id, kind=Kind.SERVICE, ended_at=None)
            works = live.exclude(status=Status.SUSPENDED).filter(service__network_code=_code(of))
            return not works.exists() and not _newer(told)
        case Operation.SUSPEND | Operation.RESUME:
            tariff = tariff_of(of.line)
            stands = Status.SUSPENDED if told.operation == Operation.SUSPEND else Status.ACTIVE
            return tariff is not None and tariff.status == stands and not _newer(told)
        case _:
            return False


def _code(of: Subscription) -> str:
    return of.service.network_code if of.service is not None else ""


def _newer(told: SubscriptionOrder) -> bool:
    """Whether the same was ordered again, and that order says how it stands."""
    return SubscriptionOrder.objects.filter(
        subscription=told.subscription, operation=told.operation, pk__gt=told.pk
    ).exists()


def _not_on(told: SubscriptionOrder, line: Line, now: datetime) -> None:
    """Packages end before money moves. Where it was ordered on again since, that order decides whether it ends."""
    of, newer = told.subscription, _newer(told)
    ended = _end_with_all(of, line, now) if of.is_live and not newer else [of]
    returned = give_back(_paid_in_vain(told, ended), now=now)
    if of.ended_at is not None and not newer:
        note_lost(told, line, ended, returned=returned, now=now)


def _end_with_all(of: Subscription, line: Line, now: datetime) -> list[Subscription]:
    """End `of`, which the network does not know as on, and what needs it, there too; returns all, `of` first."""
    others = dependents(read_state(line, now=now), [of])
    end([of], now=now)
    end_now(others, line, now=now)
    saving.forget_news([each.pk for each in (of, *others)])
    return [of, *others]


def _paid_in_vain(told: SubscriptionOrder, ended: Collection[Subscription]) -> list[Entry]:
    """What was paid for periods of the subscription that were not over when it was ordered on, and, since then, for
    those of what needs it; nothing that came back already."""
    own = Q(subscription=told.subscription, period_until__gt=told.made_at)
    others = Q(subscription__in=ended, charged_at__gte=told.made_at)
    charges: QuerySet[PeriodCharge] = PeriodCharge.objects.filter(own | others, entry__isnull=False)
    again = SubscriptionOrder.objects.filter(
        subscription=told.subscription, operation=told.operation, pk__gt=told.pk
    ).order_by("pk")
    if (next_one := again.first()) is not None:
        charges = charges.filter(period_until__lte=next_one.made_at)
    came_back = Exists(Entry.objects.filter(reverses=OuterRef("entry")))
    rows = charges.exclude(came_back).select_related("entry").order_by("pk")
    return [each.entry for each in rows if each.entry is not None]
