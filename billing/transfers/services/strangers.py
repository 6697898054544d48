"""What a number takes from others: to be asked to call, and to be asked for money (B8, B9)."""

from __future__ import annotations

from datetime import datetime

from billing.models import PhonePreference
from cabinet.accounts.models import Line, LineStatus
from cabinet.sms.models import SmsKind
from cabinet.sms.quiet import not_before
from cabinet.sms.services.outbox import enqueue


def preference_of(line: Line) -> PhonePreference:
    """What `line` takes; one that chose nothing takes both."""
    return PhonePreference.objects.filter(line=line).first() or PhonePreference(line=line)


def choose(*, line: Line, takes_call_me: bool, takes_money_requests: bool) -> None:
    """Have `line` asked by strangers, or no more. The caller has asked whether the person may choose for it."""
    PhonePreference.objects.update_or_create(
        line=line, defaults={"takes_call_me": takes_call_me, "takes_money_requests": takes_money_requests}
    )


def reached(line: Line | None, *, takes: str) -> bool:
    """Whether `line` works and did not forbid what the field `takes` is about. No line costs the same query."""
    forbids = PhonePreference.objects.filter(line=line.pk if line else 0, **{takes: False}).exists()
    return line is not None and line.status == LineStatus.ACTIVE and not forbids


def tell(*, msisdn: str, line: Line | None, text: str, now: datetime, not_after: datetime, at_once: bool) -> None:
    """Promise the SMS; without a `line` the same row is written, and nothing is sent. At night it waits for the morning
    of the number's own zone, unless it is of use `at_once` only."""
    zone = "" if at_once or line is None else line.contract.time_zone
    enqueue(
        msisdn=msisdn,
        text=text,
        kind=SmsKind.NOTICE,
        now=now,
        not_before=not_before(now, zone) if zone else None,
        quiet_zone=zone,
        not_after=not_after,
        line_public_id=line.public_id if line else None,
        reachable=line is not None,
    )
