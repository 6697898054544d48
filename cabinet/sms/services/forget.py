"""A number ends, or begins another life: nothing that was on its way to the earlier holder arrives (A13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from cabinet.sms.models import DeviceMessage, Handset, IncomingPart, IncomingSms, SmsMessage, SmsStatus


def forget_number(*, msisdn: str | None, line_public_id: UUID, now: datetime) -> None:
    """Take back what waits for `msisdn`, or was about the line, drop what came from it and is not dealt with, and
    empty its simulated telephone.

    What a gateway has in its hands at this moment may arrive, but is never sent a second time.
    """
    waiting = Q(line_public_id=line_public_id) | (Q(msisdn=msisdn) if msisdn else Q())
    messages = SmsMessage.objects.filter(waiting)
    messages.filter(status=SmsStatus.QUEUED).update(
        status=SmsStatus.EXPIRED, finished_at=now, error="the number is closed", body=b""
    )
    messages.filter(status=SmsStatus.SENDING, not_after__gt=now).update(not_after=now)
    if msisdn:
        came = IncomingSms.objects.filter(msisdn=msisdn, handled_at=None)
        came.update(handled_at=now, outcome="the number is closed", body=b"")
        for kept in (DeviceMessage, Handset, IncomingPart):
            kept.objects.filter(msisdn=msisdn).delete()


def of_closed_line(line: Any, now: datetime) -> None:
    """The step of closing a line."""
    forget_number(msisdn=line.msisdn, line_public_id=line.public_id, now=now)
