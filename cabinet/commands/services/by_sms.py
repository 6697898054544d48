"""Commands in incoming SMS: done once each, and answered so that two machines cannot talk for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from cabinet.commands.services.run import BLOCKED, LOST, NOT_SERVED, UNKNOWN, Outcome, open_line, respond
from cabinet.core import phones, windows
from cabinet.core.channels import Channel
from cabinet.core.commands import find
from cabinet.sms.models import IncomingSms, SmsKind, SmsMessage
from cabinet.sms.services.outbox import enqueue

LATE = timedelta(hours=1)  # a wish that waited so long was forgotten, or told in another way
ONCE = {NOT_SERVED, LOST, BLOCKED, UNKNOWN}  # said once, and then not for `SMS_SAID_AGAIN` hours
MARK = "command"  # begins the keys of our answers in the outbox


def handle(message: IncomingSms, text: str, now: datetime) -> str:
    """Do what `text` asks for and promise its answer; returns what was done, for the row of the message.

    Senders that are no mobile number (short numbers, machines) get no answer, whatever they say.
    """
    if not _is_telephone(message.msisdn):
        return "no telephone"
    asked = find(text, message.short_number)
    if now - message.at > LATE and not (asked and asked.command.keeps):
        return "late"
    _one_at_a_time(message.msisdn)
    if _answers(message.msisdn, now - windows.span(_figure())).count() >= windows.amount(_figure()):
        return "too many"
    line = open_line(message.msisdn)
    outcome = respond(
        msisdn=message.msisdn,
        text=text,
        channel=Channel.SMS,
        now=now,
        to=message.short_number,
        read=lambda _text: asked,
    )
    if not outcome.text:
        return outcome.what
    if outcome.what in ONCE and _said_lately(message.msisdn, outcome, now):
        return f"{outcome.what}, silent"
    enqueue(
        msisdn=message.msisdn,
        text=outcome.text,
        kind=SmsKind.NOTICE,
        now=now,
        not_after=now + LATE,
        line_public_id=line.public_id if line else None,
        dedup_key=f"{MARK}:{outcome.what}:{message.public_id}",
    )
    return outcome.what


def _is_telephone(msisdn: str) -> bool:
    try:
        return phones.parse_mobile(msisdn) == msisdn
    except phones.NotANumber:
        return False


def _said_lately(msisdn: str, outcome: Outcome, now: datetime) -> bool:
    since = now - timedelta(hours=settings.SMS_SAID_AGAIN)
    return _answers(msisdn, since).filter(dedup_key__startswith=f"{MARK}:{outcome.what}:").exists()


def _answers(msisdn: str, since: datetime) -> QuerySet[SmsMessage]:
    return SmsMessage.objects.filter(msisdn=msisdn, dedup_key__startswith=f"{MARK}:", created_at__gt=since)


def _figure() -> str:
    return str(settings.SMS_ANSWERS_PER_NUMBER)


def _one_at_a_time(msisdn: str) -> None:
    """So that answers are counted exactly; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('commands.sms:' || %s, 0))", [msisdn])
