"""What the network is told of a run: lines without money are suspended there and resumed, services go off and on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cabinet.accounts.models import Line
from cabinet.network.models import Operation
from cabinet.network.services.orders import Wanted, order_many
from subscriptions.models import Kind, Service, Subscription

DIGITS = 15  # of a number, towards the network


def tell(
    *,
    suspended: Collection[Subscription],
    resumed: Collection[Subscription],
    ended: Collection[Subscription],
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
    lines = Line.objects.in_bulk({each.line_id for each, _operation, _code in orders}) if orders else {}
    order_many(
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


def number_of(line: Line) -> str:
    """By what the network knows `line`: fixed ones have no MSISDN."""
    return (line.msisdn or line.number)[:DIGITS]


def _code(each: Subscription) -> str | None:
    """What the network calls it; None if it knows nothing of it."""
    if each.kind == Kind.TARIFF:
        return each.code
    offering = each.offering
    return (offering.network_code or None) if isinstance(offering, Service) else None
