"""Forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import PROTECT, Exists, ManyToOneRel, OuterRef, Q

from cabinet.sms.models import (
    WAITING,
    DeviceMessage,
    Handset,
    IncomingPart,
    IncomingSms,
    SmsKind,
    SmsMessage,
    SmsReceipt,
    SmsStatus,
)
from cabinet.sms.services import telephone

DEVICE_KEPT = timedelta(hours=24)
UNREACHABLE_KEPT = timedelta(days=7)
PARTS_KEPT = timedelta(hours=24)
RECEIPTS_KEPT = timedelta(days=3)  # of segments that nobody here has sent
AT_ONCE = 2000  # messages forgotten by one statement


def forget_unreachable(*, now: datetime) -> int:
    """Forget numbers that somebody typed and nobody has; returns how many messages went."""
    unreachable = SmsMessage.objects.filter(status=SmsStatus.FAILED, line_public_id=None, kind=SmsKind.CODE)
    return unreachable.filter(finished_at__lt=now - UNREACHABLE_KEPT).delete()[0]


def forget_device_messages(*, now: datetime) -> int:
    """Empty the simulated telephones of what is older than a day; returns how many messages went."""
    Handset.objects.filter(acted_at__lt=now - DEVICE_KEPT).update(**telephone.IDLE)
    return DeviceMessage.objects.filter(at__lt=now - DEVICE_KEPT).delete()[0]


def forget_incoming(*, now: datetime) -> int:
    """Forget segments whose others did not come within a day, and that an SMS came at all, `INCOMING_SMS_DAYS` later;
    returns how many rows went. What nobody has dealt with yet stays."""
    parts = IncomingPart.objects.filter(at__lt=now - PARTS_KEPT).delete()[0]
    handled = IncomingSms.objects.exclude(handled_at=None)
    return parts + handled.filter(at__lt=now - timedelta(days=settings.INCOMING_SMS_DAYS)).delete()[0]


def forget_messages(*, now: datetime) -> int:
    """Forget messages and their parts `SMS_KEPT_DAYS` after they ended; returns how many messages.

    One that another table points to, and may not lose, loses its number instead.
    """
    before = now - timedelta(days=settings.SMS_KEPT_DAYS)
    ended = Q(finished_at=None) | Q(finished_at__lt=before)
    old = SmsMessage.objects.filter(ended, created_at__lt=before).exclude(status__in=WAITING).exclude(msisdn="")
    forgotten = 0
    while ids := list(old.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE]):
        of_these = SmsMessage.objects.filter(pk__in=ids)
        of_these.filter(_pointed_at()).update(msisdn="", line_public_id=None, error="", body=b"")
        of_these.exclude(msisdn="").delete()
        forgotten += len(ids)
    return forgotten


def forget_receipts(*, now: datetime) -> int:
    """Forget reports of segments that never appeared; returns how many."""
    return SmsReceipt.objects.filter(at__lt=now - RECEIPTS_KEPT).delete()[0]


def _pointed_at() -> Q:
    relations = SmsMessage._meta.get_fields(include_hidden=True)
    protecting = [each for each in relations if isinstance(each, ManyToOneRel) and each.on_delete is PROTECT]
    found = Q(pk__in=[])
    for relation in protecting:
        rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        found |= Q(Exists(rows))
    return found
