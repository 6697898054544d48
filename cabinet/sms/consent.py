"""Whether bulk may still be sent: asked at the last moment, for many rows at once. A higher app registers the check.

consent.register(check)     # check(rows) -> ids of those that the person does not want (any more)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cabinet.sms.models import SmsMessage

Check = Callable[[Sequence[SmsMessage]], set[int]]
_checks: list[Check] = []

REFUSED = "the person wants no such messages"


def register(check: Check) -> None:
    """Ask `check` of bulk messages, too; each is sent if no check refuses it."""
    if check not in _checks:
        _checks.append(check)


def refused(rows: Sequence[SmsMessage]) -> set[int]:
    """The ids of `rows` that must not be sent."""
    return set().union(*(check(rows) for check in _checks)) if rows else set()
