"""Reading what a batch of contracts is charged for: a few statements, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet

from cabinet.requests.models import Request
from subscriptions.models import ContentService, Kind, Service, Status, Subscription, Tariff

Row = TypeVar("Row", bound=Model)


def what_is_due(contracts: Collection[int], *, now: datetime) -> dict[int, list[Subscription]]:
    """By the contract's key: what is due or ends by `now`, what is suspended, and the tariffs of the lines.

    Whoever asks holds the contracts. A version that many have is one object for all of them.
    """
    due = Q(due_at__lte=now) | Q(ends_at__lte=now) | Q(status=Status.SUSPENDED) | Q(kind=Kind.TARIFF)
    rows = Subscription.objects.filter(due, line__contract__in=contracts, ended_at=None)
    found: dict[int, list[Subscription]] = defaultdict(list)
    for each in with_offerings(rows.annotate(contract_id=F("line__contract")).order_by("pk")):
        found[contract_of(each)].append(each)
    return found


def contract_of(each: Subscription) -> int:
    """The key of its contract, which was asked for as `contract_id`."""
    return int(each.__dict__["contract_id"])


def with_offerings(rows: QuerySet[Subscription]) -> list[Subscription]:
    """`rows` with what they hold and the request that each came from: a version is read once, whoever has it."""
    held = list(rows)
    _share(Tariff, held, key=lambda each: each.tariff_id, put=_put_tariff)
    _share(Service, held, key=lambda each: each.service_id, put=_put_service)
    _share(ContentService, held, key=lambda each: each.content_id, put=_put_content)
    _share(Request, held, key=lambda each: each.request_id, put=_put_request)
    return held


def _share(
    model: type[Row],
    held: Sequence[Subscription],
    *,
    key: Callable[[Subscription], int | None],
    put: Callable[[Subscription, Row], None],
) -> None:
    keys = {pk for each in held if (pk := key(each)) is not None}
    rows = model._default_manager.in_bulk(keys) if keys else {}
    for each in held:
        if (pk := key(each)) is not None:
            put(each, rows[pk])


def _put_tariff(each: Subscription, tariff: Tariff) -> None:
    each.tariff = tariff


def _put_service(each: Subscription, service: Service) -> None:
    each.service = service


def _put_content(each: Subscription, content: ContentService) -> None:
    each.content = content


def _put_request(each: Subscription, request: Request) -> None:
    each.request = request
