"""What the pump asks of the database at each turn of its loop, in one go: that, and the commit, set its pace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, connection

from cabinet.sms.models import SmsKind, SmsMessage
from cabinet.sms.services.claims import CLAIM, claim_many, claim_parameters, claimed
from cabinet.sms.services.record import RECORD_ALL, Report, record, record_parameters, recorded

# Two statements that are sent together are one transaction, which is over when both have answered. They stay two, so
# that the claim sees what was recorded: in one, a message that is written down while it is due would be changed twice.
RECORD_AND_CLAIM = f"{RECORD_ALL};{CLAIM}"


def record_and_claim(
    reports: Sequence[Report], *, room: Mapping[SmsKind, int], claim: UUID, gateway: str, now: datetime
) -> list[SmsMessage]:
    """`record` and then `claim_many` in one transaction: both are committed when this returns.

    If it raises, either may have happened: record again, and give the claim back.
    """
    if not reports:
        return claim_many(room=room, claim=claim, gateway=gateway, now=now)
    parameters = [
        *record_parameters(reports),
        *claim_parameters(room=room, claim=claim, gateway=gateway, now=now),
    ]
    try:
        with connection.cursor() as cursor:
            cursor.execute(RECORD_AND_CLAIM, parameters)
            (overtaken,) = cursor.fetchone()
            cursor.nextset()
            messages = claimed(cursor.fetchall())
    except (DataError, IntegrityError):  # nothing of it has happened; `record` finds out whose fault it is
        record(reports)
        return claim_many(room=room, claim=claim, gateway=gateway, now=now)
    recorded(reports, overtaken=overtaken)
    return messages
