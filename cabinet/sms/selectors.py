"""Reading the outbox and the simulated telephones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from cabinet.sms.models import WAITING, DeviceMessage, Handset, SmsKind, SmsMessage

PHONE_LIMIT = 50
LATE = timedelta(seconds=10)


def on_phone(msisdn: str) -> QuerySet[DeviceMessage]:
    """The last SMS on the simulated telephone of `msisdn`, to it and from it, newest first."""
    return DeviceMessage.objects.filter(msisdn=msisdn).order_by("-at", "-pk")[:PHONE_LIMIT]


def received_on_phone(msisdn: str) -> QuerySet[DeviceMessage]:
    """The last SMS that came to it, newest first."""
    return DeviceMessage.objects.filter(msisdn=msisdn, mine=False).order_by("-at", "-pk")[:PHONE_LIMIT]


def handset_of(msisdn: str) -> Handset:
    """The simulated telephone of `msisdn`; one that nobody has touched is not saved yet."""
    return Handset.objects.filter(msisdn=msisdn).first() or Handset(msisdn=msisdn)


def late_codes(now: datetime) -> str:
    """For `/readyz`: whether a login code has waited so long that people notice."""
    waiting = SmsMessage.objects.filter(
        kind=SmsKind.CODE, status__in=WAITING, created_at__lt=now - LATE, not_after__gt=now
    )
    return "late" if waiting.exists() else ""
