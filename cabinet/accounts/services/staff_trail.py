"""What staff looked at and changed, written into the journal of those whose data it was (A14)."""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.models import Contract, Line, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.core.channels import Channel
from cabinet.core.net import Origin
from cabinet.sms.models import SmsMessage


def note_staff(
    kind: SecurityEventKind,
    *,
    staff: User,
    about: User | Contract | Line,
    what: str,
    origin: Origin,
    now: datetime,
) -> None:
    """Write down that `staff` looked at, or changed, `what` (see `journal_words.SEEN_BY_STAFF`) of somebody's."""
    user: User | None
    line: Line | None
    match about:
        case User():
            user, line = about, None
        case Contract():
            user, line = about.owner, about.primary_line
        case Line():
            user, line = about.contract.owner, about
    record(kind, now=now, user=user, line=line, made_by=staff, channel=Channel.STAFF, origin=origin, what=what)


def note_sent_again(message: SmsMessage, staff: User, origin: Origin, now: datetime) -> None:
    """Write down that `staff` had an SMS sent again, in the journal of its line; of a number without one nothing is."""
    if message.line_public_id is None:
        return
    line = Line.objects.filter(public_id=message.line_public_id).select_related("contract__owner").first()
    if line is not None:
        note_staff(SecurityEventKind.STAFF_CHANGED, staff=staff, about=line, what="sms", origin=origin, now=now)
