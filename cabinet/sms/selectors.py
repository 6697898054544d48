"""Reading the outbox and the simulated telephones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, When

from cabinet.sms.models import URGENCY, WAITING, DeviceMessage, Handset, SmsKind, SmsMessage, SmsPart, SmsStatus

PHONE_LIMIT = 50
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
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


@dataclass(frozen=True)
class Queue:
    """What of one kind waits: `waiting` are due, or with a gateway; `later` have a time that has not come."""

    kind: SmsKind
    waiting: int
    later: int
    oldest: timedelta  # that the first of `waiting` has been due


@dataclass(frozen=True)
class Fate:
    """How many messages of a kind that a gateway was given ended, or stand, so; by when they were promised."""

    kind: str
    gateway: str
    status: str
    hour: int
    day: int


def queues(now: datetime) -> list[Queue]:
    """The queue of each kind, the most urgent first; one query over what waits."""
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now) | Q(attempts__gt=0)
    since = Case(When(attempts=0, next_attempt_at__isnull=False, then=F("next_attempt_at")), default=F("created_at"))
    rows = SmsMessage.objects.filter(status__in=WAITING).order_by().values_list("kind")
    counted = rows.annotate(
        waiting=Count("pk", filter=due), later=Count("pk", filter=~due), since=Min(since, filter=due)
    )
    found = {kind: (waiting, later, first) for kind, waiting, later, first in counted}
    return [_queue(kind, now, *found.get(kind, (0, 0, None))) for kind in URGENCY]


def _queue(kind: SmsKind, now: datetime, waiting: int, later: int, since: datetime | None) -> Queue:
    return Queue(kind, waiting, later, max(now - (since or now), timedelta(0)))


def fates(now: datetime) -> list[Fate]:
    """What became of the messages that were promised within a day; one query. Numbers that nobody has are left out."""
    nobodys = Q(status=SmsStatus.FAILED, kind=SmsKind.CODE, line_public_id=None)
    rows = SmsMessage.objects.filter(~nobodys, created_at__gt=now - DAY).order_by("kind", "gateway", "status")
    counted = rows.values("kind", "gateway", "status").annotate(
        day=Count("pk"), hour=Count("pk", filter=Q(created_at__gt=now - HOUR))
    )
    return [Fate(**row) for row in counted]


def may_be_sent_again(now: datetime) -> QuerySet[SmsMessage]:
    """Notices whose fate nobody knows: long enough for a report to have come, and still worth sending.

    A code is not among them whatever happens, nor anything that a gateway has named or reported.
    """
    window = now - timedelta(seconds=settings.SMS_RECEIPT_WINDOW)
    unknown = SmsMessage.objects.filter(
        kind=SmsKind.NOTICE, status=SmsStatus.UNKNOWN, finished_at__lte=window, not_after__gt=now
    )
    return unknown.exclude(body=b"").exclude(Exists(SmsPart.objects.filter(message=OuterRef("pk"))))
