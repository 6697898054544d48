"""What a format is, and what answers mean in all of them."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from cabinet.sms.gateways.base import Outcome, Outgoing, Refused, Unknown
from cabinet.sms.gateways.http.wire import Answer, Question

LATER = {408, 425, 429, 503}  # come again
OUR_FAULT = {
    401,
    403,
    404,
    405,
    407,
}  # a wrong address, secret or clock: messages wait for the repair
LONGEST_WAIT = 300.0  # seconds that we let ourselves be told to wait


class Format(Protocol):
    """How a gateway wants messages written, and what it means by its answers. `deduplicates`: the same message given
    twice is one SMS."""

    deduplicates: bool

    def question(self, message: Outgoing) -> Question: ...

    def outcome(self, message: Outgoing, answer: Answer) -> Outcome: ...


def not_accepted(answer: Answer, *, now: datetime, detail: str = "") -> Outcome:
    """What any status but success means for the message; `detail` is the gateway's own short word for it."""
    reason = f"HTTP {answer.status} {detail}".strip()
    if answer.status in LATER:
        return Refused(reason, permanent=False, after=retry_after(answer, now))
    if answer.status in OUR_FAULT or 300 <= answer.status < 400:
        return Refused(reason, permanent=False)
    if 400 <= answer.status < 500:
        return Refused(reason, permanent=True)
    return Unknown(reason)  # it broke in the middle of whatever it was doing


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Seconds to wait, from the header in either of its two forms."""
    said = answer.headers.get("Retry-After", "")
    try:
        seconds = float(said) if said.isdecimal() else (parsedate_to_datetime(said) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)
