"""Keeping the promise: claim a row, hand it to the gateway, write down what became of it.

`send` is called by a Celery task for one message, `dispatch` by the dispatcher for all that are due; both claim by
one conditional update, so it does not matter who comes first, or that both come. The gateway is spoken to outside
any transaction. A claim is a lease: when its holder dies, `_settle_lapsed` decides by the rule of DESIGN §4.5.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import DataError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cabinet.core import brand
from cabinet.sms.cipher import unseal
from cabinet.sms.gateways import gateway
from cabinet.sms.gateways.base import Accepted, Outcome, Outgoing, Refused, Unknown
from cabinet.sms.models import URGENCY, PartStatus, SmsKind, SmsMessage, SmsPart, SmsStatus

logger = logging.getLogger(__name__)

BATCH = 100  # messages a sweep sends at most, so that a new code waits behind no more than these
RETRY_PAUSES = (2, 5, 15, 60, 300)  # seconds after the first, second, … refusal; the last one repeats
ENDED = {"body": b"", "claim": None, "lease_until": None}


def dispatch(now: datetime) -> int:
    """One sweep of the outbox at `now`: expire, settle lapsed claims, send what is due. Returns how many were sent."""
    _expire(now)
    _settle_lapsed(now)
    sent = 0
    for _turn in range(BATCH):
        # Asked anew each time: a code that was promised meanwhile goes before the notices that wait.
        sms_id = _first_due(timezone.now())
        if sms_id is None:
            break
        sent += send(sms_id=sms_id)
    return sent


def send(*, sms_id: int) -> bool:
    """Send one message unless somebody else is sending it or it is too late; True if it was handed over."""
    now = timezone.now()  # the last moment before sending, whenever the caller began
    claim = uuid.uuid4()
    lease = now + timedelta(seconds=settings.SMS_LEASE)
    claimed = (
        _due(now)
        .filter(pk=sms_id)
        .update(status=SmsStatus.SENDING, claim=claim, lease_until=lease, attempts=F("attempts") + 1)
    )
    if not claimed:
        return False
    message = SmsMessage.objects.get(pk=sms_id)
    outcome = _hand_over(message)
    try:
        _record(message, claim, outcome)
    except DataError as error:  # what the gateway said does not fit: the lease will lapse, and others wait behind
        logger.error("sms %s: the outcome cannot be recorded: %s", sms_id, type(error).__name__)
    return True


def _first_due(now: datetime) -> int | None:
    due = _due(now).order_by("pk").values_list("pk", flat=True)
    return next(filter(None, (due.filter(kind=kind).first() for kind in URGENCY)), None)


def _due(now: datetime) -> QuerySet[SmsMessage]:
    waited = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    return SmsMessage.objects.filter(waited, status=SmsStatus.QUEUED, not_after__gt=now)


def _hand_over(message: SmsMessage) -> Outcome:
    try:
        text = unseal(bytes(message.body))
    except InvalidToken:
        return Refused("the text cannot be decrypted: SECRET_KEY changed without a fallback", permanent=True)
    outgoing = Outgoing(
        public_id=message.public_id,
        msisdn=message.msisdn,
        kind=SmsKind(message.kind),
        sender=brand.current().name,
        text=text,
        not_after=message.not_after,
        category=message.category,
    )
    try:
        return gateway().send(outgoing)
    except Exception as error:  # a gateway that breaks in the middle leaves the fate of the message unknown
        # Its name only: its text may hold what it was about to send.
        logger.error("sms %s: the gateway broke: %s", message.pk, type(error).__name__)
        return Unknown(type(error).__name__)


def _record(message: SmsMessage, claim: uuid.UUID, outcome: Outcome) -> None:
    now = timezone.now()
    mine = SmsMessage.objects.filter(pk=message.pk, status=SmsStatus.SENDING, claim=claim)
    match outcome:
        case Accepted(part_ids, delivered):
            status = SmsStatus.DELIVERED if delivered else SmsStatus.SENT
            mine.update(status=status, gateway=gateway().name, finished_at=now if delivered else None, **ENDED)
            _write_parts(message, part_ids, PartStatus.DELIVERED if delivered else PartStatus.SENT, now)
        case Refused(reason, permanent=True):
            mine.update(status=SmsStatus.FAILED, error=reason[:200], finished_at=now, **ENDED)
        case Refused(reason):
            mine.update(
                status=SmsStatus.QUEUED,
                error=reason[:200],
                next_attempt_at=_next_attempt(message, now),
                claim=None,
                lease_until=None,
            )
        case Unknown(reason):
            # The next sweep settles it.
            mine.update(error=reason[:200], lease_until=now, next_attempt_at=_next_attempt(message, now))
    logger.info("sms %s (%s): %s", message.pk, message.kind, type(outcome).__name__.lower())


def _write_parts(message: SmsMessage, part_ids: tuple[str, ...], status: PartStatus, now: datetime) -> None:
    SmsPart.objects.bulk_create(
        [
            SmsPart(
                message=message,
                seq=seq,
                gateway=gateway().name,
                gateway_id=part_id[:80],
                status=status,
                reported_at=now if status == PartStatus.DELIVERED else None,
            )
            for seq, part_id in enumerate(part_ids, start=1)
        ],
        ignore_conflicts=True,
    )


def _next_attempt(message: SmsMessage, now: datetime) -> datetime:
    pause = RETRY_PAUSES[min(message.attempts, len(RETRY_PAUSES)) - 1]
    return now + timedelta(seconds=pause)


def _expire(now: datetime) -> None:
    """Too late is never: above all for a code, which would be refused when typed."""
    late = SmsMessage.objects.filter(status=SmsStatus.QUEUED, not_after__lte=now)
    late.update(status=SmsStatus.EXPIRED, finished_at=now, **ENDED)


def _settle_lapsed(now: datetime) -> None:
    """A claim whose holder died: the message may have left, or not.

    A code is not sent again: it expires, and the person asks for another. A notice is sent again only to a gateway
    that recognises it by our id; otherwise its fate stays unknown until a receipt says more.
    """
    lapsed = SmsMessage.objects.filter(status=SmsStatus.SENDING, lease_until__lte=now)
    lapsed.filter(kind=SmsKind.CODE).update(status=SmsStatus.EXPIRED, finished_at=now, **ENDED)
    if gateway().deduplicates:
        lapsed.update(status=SmsStatus.QUEUED, claim=None, lease_until=None)
    else:
        lapsed.update(status=SmsStatus.UNKNOWN, finished_at=now, **ENDED)
