"""What a gateway reports of the segments that it took: delivered, or not.

Reports come late, twice, before we have written down what they speak of, and contradict each other. So each is
applied by what it says and not by when it came: a segment that the telephone confirmed stays delivered, whatever is
said before or after, and a message is what its segments are. A report that nobody can place yet is kept as a row and
applied when its segment appears (`catch_up`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from cabinet.sms.models import PartStatus, SmsPart, SmsReceipt

CAUGHT_UP_AT_ONCE = 500
CLOCKS = timedelta(minutes=1)  # that those of two of our machines may differ

# Messages first, then their parts: two reports of one message wait for each other, and the second sees the first.
LOCK = """
SELECT message.id FROM sms_smsmessage AS message
WHERE message.id IN (
    SELECT part.message_id FROM sms_smspart AS part
    JOIN unnest(%s::text[], %s::text[]) AS told (gateway, name)
        ON part.gateway = told.gateway AND part.gateway_id = told.name
)
ORDER BY message.id FOR UPDATE
"""
TELL_PARTS = """
UPDATE sms_smspart AS part SET status = told.status, reported_at = told.at
FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS told (gateway, name, status, at)
WHERE part.gateway = told.gateway AND part.gateway_id = told.name
    AND part.status <> 'delivered' AND part.status <> told.status
RETURNING part.message_id, part.gateway, part.gateway_id
"""
# Some gateways report the first segment alone: when one is delivered, the rest have `window` to say otherwise.
TELL_MESSAGES = """
UPDATE sms_smsmessage AS message SET
    status = parts.fate,
    error = CASE WHEN parts.fate = 'failed' THEN told.reason ELSE '' END,
    finished_at = CASE WHEN parts.fate <> 'sent' THEN %s END,
    next_attempt_at = CASE WHEN parts.fate = 'sent' AND parts.some_delivered THEN %s END
FROM (
    SELECT message_id, bool_or(status = 'delivered') AS some_delivered, CASE
        WHEN bool_or(status = 'failed') THEN 'failed' WHEN bool_and(status = 'delivered') THEN 'delivered' ELSE 'sent'
    END AS fate
    FROM sms_smspart WHERE message_id = ANY(%s) GROUP BY message_id
) AS parts
JOIN unnest(%s::bigint[], %s::text[]) AS told (id, reason) ON told.id = parts.message_id
WHERE message.id = parts.message_id AND message.status IN ('sent', 'delivered', 'failed')
    AND NOT (message.status = 'delivered' AND parts.fate = 'sent')
"""

# A gateway that speaks of messages by our own id tells of one whose answer was lost, too: then it has left.
FIND_BY_OUR_ID = """
WITH left_after_all AS (
    UPDATE sms_smsmessage AS message SET status = 'sent', finished_at = NULL, error = '', body = '', claim = NULL
    FROM sms_smsreceipt AS said
    WHERE message.status = 'unknown' AND said.gateway = message.gateway AND said.gateway_id = message.public_id::text
    RETURNING message.id, message.gateway, message.public_id
)
INSERT INTO sms_smspart (message_id, seq, gateway, gateway_id, status)
SELECT id, 1, gateway, public_id::text, 'sent' FROM left_after_all ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Told:
    """What a gateway said of one segment."""

    gateway: str
    gateway_id: str
    status: PartStatus
    at: datetime
    reason: str = ""


def take(*, gateway: str, gateway_id: str, status: PartStatus, now: datetime, reason: str = "") -> None:
    """Believe what `gateway` says of the segment that it called `gateway_id`; commits, and may be called again.

    Raises `OperationalError` while the database is away: then the gateway must be let to report again.
    """
    if status == PartStatus.SENT:
        return  # on its way, which is what we think anyway
    told = Told(gateway, _fits(gateway_id, 80), status, now, _fits(reason, 60))
    with transaction.atomic():
        if not _apply([told], now):
            # Should the segment be written this moment, too, the next `catch_up` finds both.
            SmsReceipt.objects.bulk_create(
                [SmsReceipt(gateway=gateway, gateway_id=told.gateway_id, status=status, reason=told.reason, at=now)],
                ignore_conflicts=True,
            )


def catch_up(now: datetime) -> int:
    """Apply the reports that came before their segments were written, and those under our own ids; how many it was.

    One from before the message was promised speaks of another, that had the name before the gateway counted anew.
    """
    part = SmsPart.objects.filter(
        gateway=OuterRef("gateway"),
        gateway_id=OuterRef("gateway_id"),
        message__created_at__lte=OuterRef("at") + CLOCKS,
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(FIND_BY_OUR_ID)
        waiting = SmsReceipt.objects.filter(Exists(part)).order_by("pk").select_for_update(skip_locked=True)
        receipts = list(waiting[:CAUGHT_UP_AT_ONCE])
        if receipts:
            _apply([Told(r.gateway, r.gateway_id, PartStatus(r.status), r.at, r.reason) for r in receipts], now)
            SmsReceipt.objects.filter(pk__in=[receipt.pk for receipt in receipts]).delete()
    return len(receipts)


def _apply(told: Iterable[Told], now: datetime) -> bool:
    """Tell segments and messages; whether any of the segments is known."""
    by_name: dict[tuple[str, str], Told] = {}
    for each in told:
        known = by_name.get((each.gateway, each.gateway_id))
        if known is None or known.status != PartStatus.DELIVERED:
            by_name[each.gateway, each.gateway_id] = each
    reports = [by_name[name] for name in sorted(by_name)]
    gateways, names = [each.gateway for each in reports], [each.gateway_id for each in reports]
    statuses, times = [str(each.status) for each in reports], [each.at for each in reports]
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [gateways, names])
        if not cursor.fetchall():
            return False
        cursor.execute(TELL_PARTS, [gateways, names, statuses, times])
        changed = {row[0]: by_name[row[1], row[2]].reason for row in cursor.fetchall()}
        if changed:
            until = now + timedelta(seconds=settings.SMS_RECEIPT_WINDOW)
            ids = list(changed)
            cursor.execute(TELL_MESSAGES, [now, until, ids, ids, list(changed.values())])
    return True


def _fits(text: str, length: int) -> str:
    """Whatever the other side says must fit: a NUL is no text to PostgreSQL."""
    return text.replace("\0", "")[:length]
