"""Telling a person by SMS what happened to their access. Security messages are never off (N6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.models import Line, User
from cabinet.sms.models import SmsKind
from cabinet.sms.services.outbox import enqueue

LINES_TOLD = 3  # a person with more numbers of their own is told on the first ones


def tell(*, user: User, words: Callable[[], str], now: datetime, dedup_key: str | None = None) -> int:
    """Promise an SMS with `words()` to the lines that are surely `user`'s own; returns how many.

    `words` is called in the language of each line's SMS. The caller owns the transaction.
    """
    lines = list(lines_that_prove(user)[:LINES_TOLD])
    for line in lines:
        tell_line(line=line, words=words, now=now, dedup_key=dedup_key)
    return len(lines)


def tell_line(*, line: Line, words: Callable[[], str], now: datetime, dedup_key: str | None = None) -> None:
    """Promise an SMS with `words()` to `line`, in the language of its SMS."""
    if line.msisdn is None:
        return
    with translation.override(line.sms_language):
        text = words()
    enqueue(
        msisdn=line.msisdn,
        text=text,
        kind=SmsKind.NOTICE,
        now=now,
        not_after=now + timedelta(seconds=settings.SMS_TTL),
        line_public_id=line.public_id,
        dedup_key=f"{dedup_key}:{line.pk}" if dedup_key else None,
    )
