"""Whose a message is while it is being sent: claimed by one conditional update, for the time of a lease.

However many processes claim side by side, each message is given to one of them. A claim has a number; it stays with
the row until the next one, so that what its holder reports later, when the lease has long lapsed, can still be told
from what another has found out since (`services.record`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet

from cabinet.sms.models import URGENCY, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.models.outbox import DUE_AT

# What those need who send it and write down what became of it: reading the other times costs more than all the rest.
NEEDED = {"id", "public_id", "msisdn", "line_public_id", "kind", "status", "body", "not_after", "claim", "quiet_zone"}
NEEDED |= {"attempts", "category", "gateway"}
CLAIMED = tuple(field.attname for field in SmsMessage._meta.concrete_fields if field.attname in NEEDED)

# One statement for all kinds. Within a kind those that never waited go first, then those whose pause is over: the index
# `sms_message_queue` has them so. Rows that are locked here and not taken are free again at the end of it.
OF_KIND = """
    SELECT id, %s AS urgency FROM sms_smsmessage
    WHERE status = 'queued' AND kind = %s AND coalesce(next_attempt_at, '-infinity') <= %s AND not_after > %s
    ORDER BY coalesce(next_attempt_at, '-infinity'), id
    LIMIT %s FOR UPDATE SKIP LOCKED
"""
CLAIM = f"""
WITH code AS ({OF_KIND}), notice AS ({OF_KIND}), bulk AS ({OF_KIND}),
patient AS (SELECT * FROM notice UNION ALL SELECT * FROM bulk ORDER BY urgency LIMIT %s),
due AS (SELECT * FROM code UNION ALL SELECT * FROM patient ORDER BY urgency LIMIT %s)
UPDATE sms_smsmessage AS message
SET status = 'sending', claim = %s, lease_until = %s, gateway = %s, attempts = attempts + 1
FROM due WHERE message.id = due.id
RETURNING {", ".join(f"message.{name}" for name in CLAIMED)}
"""  # noqa: S608 - of constants
RENEW = """
UPDATE sms_smsmessage AS message SET lease_until = %s
FROM unnest(%s::bigint[], %s::uuid[]) AS held (id, claim)
WHERE message.id = held.id AND message.claim = held.claim AND message.status = 'sending'
"""


def due(now: datetime) -> QuerySet[SmsMessage]:
    """What may be sent at `now`, those that waited longest first."""
    queued = SmsMessage.objects.alias(due_at=DUE_AT).filter(status=SmsStatus.QUEUED, not_after__gt=now)
    return queued.filter(due_at__lte=now).order_by(DUE_AT, "pk")


def first_due(now: datetime, kinds: Collection[SmsKind] = URGENCY) -> int | None:
    """The message that goes first: by urgency, then by age."""
    waiting = due(now).values_list("pk", flat=True)
    return next(filter(None, (waiting.filter(kind=kind).first() for kind in kinds)), None)


def claim_one(sms_id: int, *, claim: UUID, gateway: str, now: datetime) -> SmsMessage | None:
    """The message, ours for the time of a lease; None if somebody else has it, or it is not due."""
    fields = {"status": SmsStatus.SENDING, "claim": claim, "lease_until": lease(now), "gateway": gateway}
    if not due(now).filter(pk=sms_id).update(**fields, attempts=F("attempts") + 1):
        return None
    return SmsMessage.objects.get(pk=sms_id)


def claim_many(*, room: Mapping[SmsKind, int], claim: UUID, gateway: str, now: datetime) -> list[SmsMessage]:
    """What is due, ours for the time of a lease, the most urgent first and then those that waited longest.

    `room` is how many of a kind and of all that are less urgent may be taken together: of codes, how many in all.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, claim_parameters(room=room, claim=claim, gateway=gateway, now=now))
        return claimed(cursor.fetchall())


def claim_parameters(*, room: Mapping[SmsKind, int], claim: UUID, gateway: str, now: datetime) -> list[Any]:
    """Those of `CLAIM`."""
    parameters: list[Any] = []
    for urgency, kind in enumerate(URGENCY):
        parameters += [urgency, kind, now, now, max(room[kind], 0)]
    return [*parameters, max(room[SmsKind.NOTICE], 0), room[SmsKind.CODE], claim, lease(now), gateway]


def claimed(rows: Iterable[Sequence[Any]]) -> list[SmsMessage]:
    """The messages of what `CLAIM` answered, in the order in which they go."""
    found = [SmsMessage.from_db(connection.alias, CLAIMED, row) for row in rows]
    return sorted(found, key=lambda message: (URGENCY.index(SmsKind(message.kind)), message.pk))


def renew(held: Collection[SmsMessage], *, now: datetime) -> None:
    """Keep what is held: the gateway takes its time."""
    ids, claims = [message.pk for message in held], [message.claim for message in held]
    with connection.cursor() as cursor:
        cursor.execute(RENEW, [lease(now), ids, claims])


def give_back(claims: Collection[UUID]) -> None:
    """Put back what was claimed and surely not handed over: the database's answer to the claim was lost."""
    SmsMessage.objects.filter(status=SmsStatus.SENDING, claim__in=claims).update(
        status=SmsStatus.QUEUED, claim=None, lease_until=None
    )


def lease(now: datetime) -> datetime:
    """Until when a claim of `now` holds."""
    return now + timedelta(seconds=settings.SMS_LEASE)
