"""Keeping the promise: claim an order, tell the network, write down what it answered.

`tell` is called by a Celery task for one order, `dispatch` by the dispatcher for all that are due; both claim by one
conditional update. The network is spoken to outside any transaction. A claim is a lease: when its holder dies, nobody
knows whether the network was told, and `_settle_lapsed` tells it again only where that does no harm.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cabinet.network.gateways import gateway
from cabinet.network.gateways.base import Done, Outcome, Provision, Refused, Transfer, Unknown
from cabinet.network.models import PROVISIONS, REPEATABLE, WAITING, NetworkOrder, Operation, OrderStatus
from cabinet.network.services.orders import cipher

logger = logging.getLogger(__name__)

BATCH = 50  # orders a sweep tells at most
PATIENCE = 2.0  # seconds of a sweep; past them the rest waits for the next, so that a slow network delays no code
RETRY_PAUSES = (2, 5, 15, 60, 300)  # seconds after the first, second, … time; the last one repeats
ENDED = {"body": b"", "claim": None, "lease_until": None, "next_attempt_at": None}


def dispatch(now: datetime) -> int:
    """One sweep at `now`: settle lapsed claims, tell what is due. Returns how many orders were told."""
    _settle_lapsed(now)
    started, told = time.monotonic(), 0
    for order_id in _due(now).order_by("pk").values_list("pk", flat=True)[:BATCH]:
        told += tell(order_id=order_id)
        if time.monotonic() - started > PATIENCE:
            break
    return told


def tell(*, order_id: int) -> bool:
    """Tell one order unless somebody else does, or an earlier one of its number waits; True if the network was told."""
    now = timezone.now()
    claim = uuid.uuid4()
    lease = now + timedelta(seconds=settings.NETWORK_LEASE)
    claimed = (
        _due(now)
        .filter(pk=order_id)
        .update(status=OrderStatus.TELLING, claim=claim, lease_until=lease, attempts=F("attempts") + 1)
    )
    if not claimed:
        return False
    told = NetworkOrder.objects.get(pk=order_id)
    _record(told, claim, _say(told))
    return True


def _due(now: datetime) -> QuerySet[NetworkOrder]:
    """Waiting orders whose time has come, each the first of its number."""
    earlier = NetworkOrder.objects.filter(msisdn=OuterRef("msisdn"), pk__lt=OuterRef("pk"), status__in=WAITING)
    waited = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    return NetworkOrder.objects.filter(waited, ~Exists(earlier), status=OrderStatus.QUEUED)


def _say(told: NetworkOrder) -> Outcome:
    try:
        details: Mapping[str, str] = json.loads(cipher.unseal(bytes(told.body)))
    except InvalidToken:
        return Refused("the order cannot be decrypted: SECRET_KEY changed without a fallback", permanent=True)
    try:
        return SAY[Operation(told.operation)](told, details)
    except Exception as error:  # a gateway that breaks in the middle leaves unknown whether it was heard
        logger.error("network order %s: the gateway broke: %s", told.pk, type(error).__name__)
        return Unknown(type(error).__name__)


def _provision(told: NetworkOrder, details: Mapping[str, str]) -> Outcome:
    return gateway().provision(told.public_id, told.msisdn, Provision(told.operation), details.get("code", ""))


SAY: dict[Operation, Callable[[NetworkOrder, Mapping[str, str]], Outcome]] = {
    Operation.BLOCK: lambda told, details: gateway().block(told.public_id, told.msisdn, details["reason"]),
    Operation.UNBLOCK: lambda told, _details: gateway().unblock(told.public_id, told.msisdn),
    Operation.TRANSFER: lambda told, details: gateway().transfer(
        told.public_id,
        Transfer(
            application=uuid.UUID(details["application"]),
            msisdn=told.msisdn,
            donor=details["donor"],
            document=details["document"],
            on=date.fromisoformat(details["on"]),
        ),
    ),
    Operation.TRANSFER_STATE: lambda told, details: gateway().transfer_state(
        told.public_id, uuid.UUID(details["application"])
    ),
    Operation.CANCEL_TRANSFER: lambda told, details: gateway().cancel_transfer(
        told.public_id, uuid.UUID(details["application"])
    ),
    **dict.fromkeys(PROVISIONS, _provision),
}


def _record(told: NetworkOrder, claim: uuid.UUID, outcome: Outcome) -> None:
    now = timezone.now()
    mine = NetworkOrder.objects.filter(pk=told.pk, status=OrderStatus.TELLING, claim=claim)
    match outcome:
        case Done(facts):
            mine.update(status=OrderStatus.DONE, facts=dict(facts), error="", finished_at=now, **ENDED)
        case Refused(reason, permanent=True):
            mine.update(status=OrderStatus.REFUSED, error=reason[:200], finished_at=now, **ENDED)
        case Refused(reason):
            mine.update(
                status=OrderStatus.QUEUED,
                error=reason[:200],
                next_attempt_at=_next_attempt(told, now),
                claim=None,
                lease_until=None,
            )
        case Unknown(reason):
            mine.update(error=reason[:200], lease_until=now, next_attempt_at=_next_attempt(told, now))
    logger.info("network order %s (%s): %s", told.pk, told.operation, type(outcome).__name__.lower())


def _next_attempt(told: NetworkOrder, now: datetime) -> datetime:
    return now + timedelta(seconds=RETRY_PAUSES[min(told.attempts, len(RETRY_PAUSES)) - 1])


def _settle_lapsed(now: datetime) -> None:
    """A claim whose holder died, or whose answer was lost: the network may have been told, or not.

    It is told again where saying it twice does it once; anything else stays unknown until a person looks.
    """
    lapsed = NetworkOrder.objects.filter(status=OrderStatus.TELLING, lease_until__lte=now)
    harmless = lapsed if gateway().deduplicates else lapsed.filter(operation__in=REPEATABLE)
    harmless.update(status=OrderStatus.QUEUED, claim=None, lease_until=None)
    lapsed.update(status=OrderStatus.UNKNOWN, finished_at=now, **ENDED)
