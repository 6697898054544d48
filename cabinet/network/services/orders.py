"""Promising that the network will be told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cabinet.accounts.models import Line
from cabinet.core.cipher import Cipher
from cabinet.core.jobs import wake
from cabinet.network.models import NetworkOrder, Operation, OrderStatus

cipher = Cipher("network.order")
WOKEN = 20  # workers for one batch of orders


def order(
    *,
    operation: Operation,
    msisdn: str,
    now: datetime,
    line_public_id: UUID | None = None,
    details: Mapping[str, str] | None = None,
) -> NetworkOrder:
    """Promise one operation within the caller's transaction: the network is told after the commit.

    `details` are what the operation needs besides the number (see `services.dispatch`); they are kept encrypted.
    """
    made = NetworkOrder.objects.create(
        operation=operation,
        msisdn=msisdn,
        line_public_id=line_public_id,
        body=cipher.seal(json.dumps(dict(details or {}))),
        created_at=now,
    )
    wake("network.tell", order_id=made.pk)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One operation of many; as in `order`."""

    operation: Operation
    msisdn: str
    line_public_id: UUID | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def order_many(wanted: Sequence[Wanted], *, now: datetime) -> list[NetworkOrder]:
    """Promise many at once, in one statement and in their order. The first few are told at once, the dispatcher tells
    the rest."""
    made = NetworkOrder.objects.bulk_create(
        NetworkOrder(
            operation=each.operation,
            msisdn=each.msisdn,
            line_public_id=each.line_public_id,
            body=cipher.seal(json.dumps(dict(each.details))),
            created_at=now,
        )
        for each in wanted
    )
    for first in made[:WOKEN]:
        wake("network.tell", order_id=first.pk)
    return made


def withdraw(*, public_id: UUID | str, now: datetime) -> bool:
    """Take back what nobody wants any more; False if the network is being told, or was."""
    return bool(_withdraw(NetworkOrder.objects.filter(public_id=public_id), now))


def forget(*, public_id: UUID | str) -> None:
    """Remove a question that was answered and read: a transfer is asked about for days."""
    NetworkOrder.objects.filter(public_id=public_id, operation=Operation.TRANSFER_STATE).delete()


def withdraw_of_line(line: Line, now: datetime) -> None:
    """Take back what waits for a line that is no more: the number may be somebody else's by then."""
    _withdraw(NetworkOrder.objects.filter(line_public_id=line.public_id), now)


def _withdraw(orders: QuerySet[NetworkOrder], now: datetime) -> int:
    waiting = orders.filter(status=OrderStatus.QUEUED)
    return waiting.update(status=OrderStatus.WITHDRAWN, finished_at=now, body=b"")
