"""Writing down what became of messages, many in one statement.

A report counts if its claim is the row's last one and the row waits for it: while it is being sent, or when its
lease lapsed meanwhile and its fate was called unknown (or it was put back for a gateway that recognises it): the truth
is written whenever it comes. Recording twice changes nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DataError, IntegrityError, connection

from cabinet.sms.gateways.base import Accepted, Outcome, Refused, Unknown
from cabinet.sms.models import PartStatus, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services import receipts

logger = logging.getLogger(__name__)

RETRY_PAUSES = (2, 5, 15, 60, 300)  # seconds after the first, second, … refusal; the last one repeats
LONGEST_OF_CODE = 5  # seconds: somebody is waiting for it

# A refused code whose text was wiped meanwhile cannot wait for another attempt: it is over.
RECORD = """
UPDATE sms_smsmessage AS message SET
    status = CASE WHEN told.status = 'queued' AND message.body = '' THEN 'expired' ELSE told.status END,
    finished_at = CASE WHEN told.status = 'queued' AND message.body = '' THEN told.at ELSE told.finished_at END,
    error = told.error,
    next_attempt_at = told.next_attempt_at,
    body = CASE WHEN told.keeps_text THEN message.body ELSE '' END,
    claim = CASE WHEN told.may_have_left THEN message.claim END,
    lease_until = NULL
FROM jsonb_to_recordset(%s) AS told (
    id bigint, claim uuid, at timestamptz, status text, finished_at timestamptz, error text,
    next_attempt_at timestamptz, keeps_text boolean, may_have_left boolean
)
WHERE message.id = told.id AND message.claim = told.claim AND message.status IN ('sending', 'queued', 'unknown')
RETURNING message.id
"""
# A gateway that began to count anew gives an old name again: whoever has it now is meant by receipts.
PARTS = """
INSERT INTO sms_smspart (message_id, seq, gateway, gateway_id, status, reported_at)
SELECT part.* FROM jsonb_to_recordset(%s) AS part (
    message_id bigint, seq smallint, gateway text, gateway_id text, status text, reported_at timestamptz
)
JOIN written ON written.id = part.message_id
ON CONFLICT (gateway, gateway_id) DO UPDATE SET
    message_id = excluded.message_id, seq = excluded.seq, status = excluded.status, reported_at = excluded.reported_at
RETURNING gateway, gateway_id
"""
# All in one statement, which commits by itself or with the next claim (`exchange`): it sets the pump's pace. Answers
# whether receipts were quicker. Rows travel as JSON, which is made many times quicker than arrays.
RECORD_ALL = f"""
WITH written AS ({RECORD}), named AS ({PARTS})
SELECT EXISTS (SELECT FROM named JOIN sms_smsreceipt USING (gateway, gateway_id))
"""  # noqa: S608 - of constants


@dataclass(frozen=True)
class NotSent:
    """It was not given to the gateway, and will not be: too late, or the person wants no such messages."""

    reason: str


@dataclass(frozen=True)
class Report:
    """What became of one claimed message. `repeatable`: its gateway recognises a message that it has seen."""

    message: SmsMessage
    outcome: Outcome | NotSent
    at: datetime
    repeatable: bool


@dataclass(frozen=True)
class _Row:
    status: SmsStatus
    error: str = ""
    finished_at: datetime | None = None
    next_attempt_at: datetime | None = None
    keeps_text: bool = False
    may_have_left: bool = False


def record(reports: Sequence[Report]) -> None:
    """Write down all `reports` in one statement; raises what the database raises when it is away.

    One that the database cannot take (what the other side said is no text) harms no other: its lease will lapse.
    """
    if not reports:
        return
    try:
        _record(reports)
    except (DataError, IntegrityError) as error:
        if len(reports) == 1:
            logger.error("sms %s: the outcome cannot be recorded: %s", reports[0].message.pk, type(error).__name__)
            return
        for report in reports:
            record([report])


def _record(reports: Sequence[Report]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECORD_ALL, record_parameters(reports))
        (overtaken,) = cursor.fetchone()
    recorded(reports, overtaken=overtaken)


def record_parameters(reports: Sequence[Report]) -> list[str]:
    """Those of `RECORD_ALL`."""
    ordered = sorted(reports, key=lambda report: report.message.pk)
    return [json.dumps(rows, default=str) for rows in ([_told(report) for report in ordered], _parts(ordered))]


def recorded(reports: Sequence[Report], *, overtaken: bool) -> None:
    """What is left to do when `reports` are committed."""
    if overtaken:
        receipts.catch_up(min(report.at for report in reports))  # they overtook the answer to the sending
    for report in reports:
        logger.info("sms %s (%s): %s", report.message.pk, report.message.kind, type(report.outcome).__name__.lower())


def _told(report: Report) -> dict[str, Any]:
    row = _row(report)
    return {
        "id": report.message.pk,
        "claim": report.message.claim,
        "at": report.at,
        "status": row.status,
        "finished_at": row.finished_at,
        "error": row.error.replace("\0", "")[:200],
        "next_attempt_at": row.next_attempt_at,
        "keeps_text": row.keeps_text,
        "may_have_left": row.may_have_left,
    }


def _row(report: Report) -> _Row:
    message, at = report.message, report.at
    match report.outcome:
        case Accepted(delivered=True):
            return _Row(SmsStatus.DELIVERED, finished_at=at)
        case Accepted():
            return _Row(SmsStatus.SENT)
        case Refused(reason, permanent=True):
            return _Row(SmsStatus.FAILED, reason, finished_at=at)
        case Refused(reason, after=after):
            again = _next_attempt(message, at, after or 0)
            return _Row(SmsStatus.QUEUED, reason, next_attempt_at=again, keeps_text=True)
        case NotSent(reason):
            return _Row(SmsStatus.EXPIRED, reason, finished_at=at)
        case Unknown(reason) if message.kind == SmsKind.CODE:
            return _Row(SmsStatus.UNKNOWN, reason, finished_at=at, may_have_left=True)
        case Unknown(reason) if report.repeatable:
            again = _next_attempt(message, at)
            return _Row(SmsStatus.QUEUED, reason, next_attempt_at=again, keeps_text=True, may_have_left=True)
        case Unknown(reason):
            return _Row(SmsStatus.UNKNOWN, reason, finished_at=at, keeps_text=True, may_have_left=True)


def _next_attempt(message: SmsMessage, at: datetime, after: float = 0) -> datetime:
    pause = max(RETRY_PAUSES[min(message.attempts, len(RETRY_PAUSES)) - 1], after)
    if message.kind == SmsKind.CODE:
        pause = min(pause, LONGEST_OF_CODE)
    return at + timedelta(seconds=pause)


def _parts(reports: Sequence[Report]) -> list[dict[str, Any]]:
    """What the gateway called the segments of what it took; a name that it gave twice means the last."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for report in reports:
        if isinstance(report.outcome, Accepted):
            delivered = report.outcome.delivered
            status, at = (PartStatus.DELIVERED, report.at) if delivered else (PartStatus.SENT, None)
            for seq, given in enumerate(report.outcome.part_ids, start=1):
                gateway, name = report.message.gateway, given.replace("\0", "")[:80]
                part = {"message_id": report.message.pk, "seq": seq, "gateway": gateway, "gateway_id": name}
                found[gateway, name] = part | {"status": status, "reported_at": at}
    return list(found.values())
