"""«Позвони мне»: an SMS to another number, at zero balance too (B9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from billing.models import CallMe
from billing.transfers import texts
from billing.transfers.errors import AskedTooOften, OneCannotAskOneself
from billing.transfers.services.ask import both_lines
from billing.transfers.services.strangers import reached, tell
from cabinet.accounts.models import Line
from cabinet.core import windows
from cabinet.core.channels import Channel

OF_USE = timedelta(hours=1)  # an SMS that could not leave for so long comes too late


def call_me(*, line: Line, to: str, channel: Channel, now: datetime) -> CallMe:
    """Have the number `to` (MSISDN) told that `line` waits for a call. It costs nothing.

    A number that nobody here has, that forbids it, or that was asked too often today, looks the same and is told
    nothing. The caller has asked whether the person may speak for the line. Raises `NumberStopped`, `NoPhoneHere`,
    `OneCannotAskOneself`, `AskedTooOften`; then nothing is written.
    """
    with transaction.atomic():
        asker, asked = both_lines(line, to)
        if to == asker.msisdn:
            raise OneCannotAskOneself
        lately = CallMe.objects.filter(line=asker)
        if _many(lately, settings.CALL_ME_PER_NUMBER, now):
            raise AskedTooOften
        if _many(lately.filter(msisdn=to), settings.CALL_ME_TO_PAIR, now):
            raise AskedTooOften
        had_enough = _many(CallMe.objects.filter(msisdn=to, sent=True), settings.CALL_ME_TO_ONE, now)
        takes = reached(asked, takes="takes_call_me") and not had_enough
        language = asked.sms_language if asked else "ru"
        tell(
            msisdn=to,
            line=asked if takes else None,
            text=texts.in_language(texts.CALL_ME, language, number=str(asker.msisdn)),
            now=now,
            not_after=now + OF_USE,
            at_once=True,
        )
        return CallMe.objects.create(line=asker, msisdn=to, channel=channel, at=now, sent=takes)


def _many(rows: QuerySet[CallMe], figure: str, now: datetime) -> bool:
    """Whether there are as many as `figure` allows."""
    return rows.filter(at__gt=now - windows.span(figure)).count() >= windows.amount(figure)
