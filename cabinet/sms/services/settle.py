"""What time decides: too late, a sender that died, reports that do not come (DESIGN §4.5).

Nothing is sent twice blindly. When the holder of a claim died, its message may have left or not. A code is not sent
again whatever the gateway can: its fate is unknown and its text is wiped, and the person asks for another. Anything
else is sent again to a gateway that recognises it by our id; otherwise its fate is unknown, and its text is kept
until `not_after`, so that staff may send it again when no report has come (`services.resend`).
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Q, Value, When

from cabinet.sms.gateways.base import Gateway
from cabinet.sms.models import SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services import receipts

DIED = "the sender ended before it knew"


def settle(now: datetime, *, gateway: Gateway) -> None:
    """Do all of it at `now`; safe to run twice, and by several processes side by side."""
    _expire(now)
    _settle_lapsed(now, gateway)
    _forget_texts(now)
    _believe_the_silent(now)
    receipts.catch_up(now)


def _expire(now: datetime) -> None:
    """Too late is never, above all for a code, which would be refused when typed.

    What was put back although it may have left (it still has a claim) is not said to have expired.
    """
    late = SmsMessage.objects.filter(status=SmsStatus.QUEUED, not_after__lte=now).exclude(body=b"")
    late.update(
        status=Case(When(claim=None, then=Value(SmsStatus.EXPIRED)), default=Value(SmsStatus.UNKNOWN)),
        finished_at=now,
        body=b"",
    )


def _settle_lapsed(now: datetime, gateway: Gateway) -> None:
    lapsed = SmsMessage.objects.filter(status=SmsStatus.SENDING, lease_until__lte=now)
    wiped = Q(kind=SmsKind.CODE) | Q(not_after__lte=now)
    unknown = {"status": SmsStatus.UNKNOWN, "lease_until": None, "finished_at": now, "error": DIED}
    lapsed.filter(wiped).update(**unknown, body=b"")
    if gateway.deduplicates:
        lapsed.filter(gateway=gateway.name).exclude(wiped).update(
            status=SmsStatus.QUEUED, lease_until=None, next_attempt_at=None
        )
    lapsed.exclude(wiped).update(**unknown)


def _forget_texts(now: datetime) -> None:
    over = SmsMessage.objects.filter(status=SmsStatus.UNKNOWN, not_after__lte=now).exclude(body=b"")
    over.update(body=b"")


def _believe_the_silent(now: datetime) -> None:
    """One segment was delivered and of the others nothing was heard: there are gateways that report the first alone."""
    silent = SmsMessage.objects.filter(status=SmsStatus.SENT, next_attempt_at__lte=now)
    silent.update(status=SmsStatus.DELIVERED, finished_at=now, next_attempt_at=None)
