"""Forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from cabinet.sms.models import DeviceMessage, IncomingPart, IncomingSms, SmsKind, SmsMessage, SmsStatus

DEVICE_KEPT = timedelta(hours=24)
UNREACHABLE_KEPT = timedelta(days=7)
PARTS_KEPT = timedelta(hours=24)


def forget_unreachable(*, now: datetime) -> int:
    """Forget numbers that somebody typed and nobody has; returns how many messages went."""
    unreachable = SmsMessage.objects.filter(status=SmsStatus.FAILED, line_public_id=None, kind=SmsKind.CODE)
    return unreachable.filter(finished_at__lt=now - UNREACHABLE_KEPT).delete()[0]


def forget_device_messages(*, now: datetime) -> int:
    """Empty the simulated telephones of what is older than a day; returns how many messages went."""
    return DeviceMessage.objects.filter(at__lt=now - DEVICE_KEPT).delete()[0]


def forget_incoming(*, now: datetime) -> int:
    """Forget segments whose others did not come within a day, and that an SMS came at all, `INCOMING_SMS_DAYS` later;
    returns how many rows went. What nobody has dealt with yet stays."""
    parts = IncomingPart.objects.filter(at__lt=now - PARTS_KEPT).delete()[0]
    handled = IncomingSms.objects.exclude(handled_at=None)
    return parts + handled.filter(at__lt=now - timedelta(days=settings.INCOMING_SMS_DAYS)).delete()[0]
