"""Reading what the network was told, and what it answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from cabinet.network.gateways import is_simulated
from cabinet.network.models import WAITING, NetworkOrder, Operation, OrderStatus, Told

STUCK = timedelta(minutes=5)


def order_named(public_id: UUID | str | None) -> NetworkOrder | None:
    """The order that a request keeps the name of."""
    return NetworkOrder.objects.filter(public_id=public_id).first() if public_id else None


def stuck(now: datetime) -> str:
    """For `/readyz`: whether the network has left an order without an answer for long, or one's fate is unknown."""
    waiting = NetworkOrder.objects.filter(status__in=WAITING, created_at__lt=now - STUCK)
    if waiting.exists():
        return "stuck"
    unknown = NetworkOrder.objects.filter(status=OrderStatus.UNKNOWN, finished_at__gt=now - timedelta(days=1))
    return "unknown" if unknown.exists() else ""


def simulated_as_blocked(msisdn: str) -> bool:
    """Whether the simulated network serves `msisdn` no more."""
    last = (
        Told.objects.filter(msisdn=msisdn, operation__in=(Operation.BLOCK, Operation.UNBLOCK))
        .order_by("-pk")
        .values_list("operation", flat=True)
        .first()
    )
    return last == Operation.BLOCK


def state_on_phone(msisdn: str) -> str:
    """What the simulator's telephone says of its network."""
    return (
        _("Сеть не обслуживает этот номер: он заблокирован.") if is_simulated() and simulated_as_blocked(msisdn) else ""
    )
