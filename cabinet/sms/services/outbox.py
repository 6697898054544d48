"""Promising an SMS."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cabinet.core.jobs import wake
from cabinet.sms import consent
from cabinet.sms.cipher import seal
from cabinet.sms.gateways import gateway
from cabinet.sms.models import BulkCategory, SmsKind, SmsMessage, SmsStatus

TASKS = {SmsKind.CODE: "sms.send_code", SmsKind.NOTICE: "sms.send_notice"}  # bulk can wait for a sweep


def withdraw(*, sms_id: int, now: datetime) -> bool:
    """Take back a promise that nobody needs any more; False if the message is already on its way."""
    waiting = SmsMessage.objects.filter(pk=sms_id, status=SmsStatus.QUEUED)
    return bool(waiting.update(status=SmsStatus.EXPIRED, finished_at=now, error="not needed any more", body=b""))


def withdraw_promised(*, dedup_key: str, now: datetime) -> bool:
    """As `withdraw`, by the key that the message was promised with."""
    sms_id = SmsMessage.objects.filter(dedup_key=dedup_key).values_list("pk", flat=True).first()
    return sms_id is not None and withdraw(sms_id=sms_id, now=now)


def withdraw_codes(*, line_public_id: UUID, now: datetime) -> int:
    """Take back the codes that wait for a line; returns how many had not left yet."""
    waiting = SmsMessage.objects.filter(line_public_id=line_public_id, kind=SmsKind.CODE, status=SmsStatus.QUEUED)
    return waiting.update(status=SmsStatus.EXPIRED, finished_at=now, error="the line is blocked", body=b"")


def enqueue(
    *,
    msisdn: str,
    text: str,
    kind: SmsKind,
    now: datetime,
    not_after: datetime,
    line_public_id: UUID | None = None,
    dedup_key: str | None = None,
    reachable: bool = True,
    category: BulkCategory | None = None,
    not_before: datetime | None = None,
    quiet_zone: str = "",
) -> SmsMessage:
    """Promise one SMS within the caller's transaction: it is sent after the commit, or never after `not_after`.

    The same `dedup_key` again returns the first message and promises nothing new. `reachable=False` writes the same
    row for a number that nobody has, already failed and without text, so that such a number costs the same queries.
    Bulk, and nothing else, has a `category`; what the person switched off is a row that expired at once. What is not
    urgent may wait until `not_before`; with a `quiet_zone` it leaves by day of that time zone only, however long it
    was on its way.
    """
    status, error = _fate(msisdn, line_public_id, kind, category) if reachable else (SmsStatus.FAILED, "no such line")
    fields = {
        "msisdn": msisdn,
        "line_public_id": line_public_id,
        "kind": kind,
        "status": status,
        "error": error,
        "finished_at": now if error else None,
        "body": b"" if error else seal(text),
        "created_at": now,
        "not_after": not_after,
        "category": category or "",
        "next_attempt_at": not_before,
        "quiet_zone": quiet_zone,
    }
    if dedup_key is None:
        message, created = SmsMessage.objects.create(**fields), True
    else:
        message, created = SmsMessage.objects.get_or_create(dedup_key=dedup_key, defaults=fields)
    if created and kind in TASKS and not_before is None and not gateway().resident:
        wake(TASKS[kind], sms_id=message.pk)  # for an unreachable number too: it finds nothing to send
    return message


def _fate(
    msisdn: str, line_public_id: UUID | None, kind: SmsKind, category: BulkCategory | None
) -> tuple[SmsStatus, str]:
    draft = SmsMessage(msisdn=msisdn, line_public_id=line_public_id, kind=kind, category=category or "")
    if kind == SmsKind.BULK and consent.refused([draft]):
        return SmsStatus.EXPIRED, consent.REFUSED
    return SmsStatus.QUEUED, ""
