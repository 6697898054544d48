"""Keeping the promise where the gateway holds no connections: a Celery task sends one message, the dispatcher all that
are due, and it does not matter who comes first, or that both come. The gateway is spoken to outside any transaction.

A gateway that is `resident` is spoken to by `manage.py sms_gateway` alone (`services.pump`).
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from datetime import datetime

from django.utils import timezone

from cabinet.sms import consent
from cabinet.sms.gateways import gateway
from cabinet.sms.models import SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.claims import claim_one, due, first_due
from cabinet.sms.services.hand_over import hand_over
from cabinet.sms.services.record import record
from cabinet.sms.services.settle import settle

PATIENCE = 3.0  # seconds of a sweep: behind a slow gateway all other sweeps of the dispatcher would wait
BATCH = 100  # messages a sweep sends at most, so that a new code waits behind no more than these
ASKED_AT_ONCE = 100  # bulk messages whose category is asked in one go, just before they are sent


def dispatch(now: datetime) -> int:
    """One sweep of the outbox at `now`: what time decides, then what is due. Returns how many messages were sent."""
    settle(now, gateway=gateway())
    if gateway().resident:
        return 0
    sent, began = 0, time.monotonic()
    allowed: deque[int] = deque()
    for _turn in range(BATCH):
        # Asked anew each time: a code that was promised meanwhile goes before the notices that wait.
        sms_id = first_due(timezone.now(), (SmsKind.CODE, SmsKind.NOTICE))
        if sms_id is None:
            allowed = allowed or _allowed_bulk(timezone.now())
            if not allowed:
                break
            sms_id = allowed.popleft()
        sent += _send(sms_id)
        if time.monotonic() - began > PATIENCE:
            break
    return sent


def send(*, sms_id: int) -> bool:
    """Send one message unless somebody else is sending it or it is too late; True if it was handed over."""
    return not gateway().resident and _send(sms_id)


def _send(sms_id: int) -> bool:
    now = timezone.now()  # the last moment before sending, whenever the caller began
    message = claim_one(sms_id, claim=uuid.uuid4(), gateway=gateway().name, now=now)
    if message is None:
        return False
    record([hand_over(message, gateway())])
    return True


def _allowed_bulk(now: datetime) -> deque[int]:
    """The next bulk messages that may be sent; those that the person does not want are over."""
    rows = list(due(now).filter(kind=SmsKind.BULK)[:ASKED_AT_ONCE])
    refused = consent.refused(rows)
    SmsMessage.objects.filter(pk__in=refused, status=SmsStatus.QUEUED).update(
        status=SmsStatus.EXPIRED, finished_at=now, error=consent.REFUSED, body=b""
    )
    return deque(row.pk for row in rows if row.pk not in refused)
