"""What the network is told of a run: lines without money are suspended there and resumed, services go off and on.

Nobody waits for these orders. Each is written down with its subscription, and what the network refuses for good is
settled by `extras.services.refused`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cabinet.accounts.models import Line
from cabinet.network.models import Operation, OrderStatus
from cabinet.network.services.orders import Wanted, order_many
from subscriptions.models import Fate, Kind, Service, Subscription, SubscriptionOrder

KEPT = timedelta(days=1)
TIDIED = 50_000  # at once
DIGITS = 15  # of a number, towards the network


def tell(
    *,
    suspended: Iterable[Subscription],
    resumed: Iterable[Subscription],
    ended: Iterable[Subscription],
    now: datetime,
) -> None:
    """Order what follows from the run, within its transaction: of a tariff, that its line stops or works again; of a
    service that the network knows, that it is off or on."""
    wanted = [
        *((each, Operation.SUSPEND if each.kind == Kind.TARIFF else Operation.SWITCH_OFF) for each in suspended),
        *((each, Operation.RESUME if each.kind == Kind.TARIFF else Operation.SWITCH_ON) for each in resumed),
        *((each, Operation.SWITCH_OFF) for each in ended if each.kind != Kind.TARIFF),
    ]
    orders = [(each, operation, code) for each, operation in wanted if (code := _code(each)) is not None]
    if not orders:
        return
    lines = Line.objects.in_bulk({each.line_id for each, _operation, _code in orders})
    made = order_many(
        [
            Wanted(
                operation=operation,
                msisdn=number_of(lines[each.line_id]),
                line_public_id=lines[each.line_id].public_id,
                details={"code": code},
            )
            for each, operation, code in orders
        ],
        now=now,
    )
    before = SubscriptionOrder.objects.filter(fate=Fate.REFUSED, subscription__in={each.pk for each, *_what in orders})
    before.update(fate=Fate.SETTLED)  # the new order says how it stands
    SubscriptionOrder.objects.bulk_create(
        SubscriptionOrder(order=told, subscription=each, operation=operation, made_at=now, look_at=now)
        for told, (each, operation, _code) in zip(made, orders, strict=True)
    )


def tidy(*, now: datetime) -> int:
    """Forget orders that the network carried out; returns how many. The sweep compares those of one subscription, so a
    day's are kept."""
    done = SubscriptionOrder.objects.filter(
        fate=Fate.OPEN, order__status__in=(OrderStatus.DONE, OrderStatus.WITHDRAWN), made_at__lt=now - KEPT
    ).order_by("pk")
    gone, _each = SubscriptionOrder.objects.filter(pk__in=list(done.values_list("pk", flat=True)[:TIDIED])).delete()
    return gone


def number_of(line: Line) -> str:
    """By what the network knows `line`: fixed ones have no MSISDN."""
    return (line.msisdn or line.number)[:DIGITS]


def _code(each: Subscription) -> str | None:
    """What the network calls it; None if it knows nothing of it."""
    if each.kind == Kind.TARIFF:
        return each.code
    offering = each.offering
    return (offering.network_code or None) if isinstance(offering, Service) else None
