"""Telling by SMS of a reply that stays unread (C6): one SMS for a batch of replies, none once it was read.

A batch opens and ends under its conversation's lock. The sweep locks only batches, and skips those that are being
ended at the moment; whoever is second sees what the first did.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cabinet.accounts.models import Line
from cabinet.sms.models import SmsKind
from cabinet.sms.services.outbox import enqueue, withdraw
from chat.models import Conversation, NoticeEnd, NoticeState, ReplyNotice
from chat.texts import reply_sms

BATCH = 100  # batches a sweep tells of at most; the rest wait for the next second


def open_batch(*, conversation: Conversation, now: datetime) -> None:
    """A reply came: a batch begins unless one is open."""
    due_at = now + timedelta(seconds=settings.CHAT_SMS_DELAY)
    notice = ReplyNotice(conversation=conversation, opened_at=now, due_at=due_at)
    ReplyNotice.objects.bulk_create([notice], ignore_conflicts=True)


def end_batch(*, conversation: Conversation, end: NoticeEnd, now: datetime) -> None:
    """The person read or wrote: the open batch, if any, ends. An SMS that has not left yet does not leave."""
    living = ReplyNotice.objects.select_for_update().filter(conversation=conversation)
    for notice in living.exclude(state=NoticeState.ENDED):  # waits for a sweep that is telling of it, and sees the SMS
        notice.state, notice.end, notice.ended_at = NoticeState.ENDED, end, now
        notice.save(update_fields=["state", "end", "ended_at"])
        if notice.sms_id:
            withdraw(sms_id=notice.sms_id, now=now)


def sweep(now: datetime) -> int:
    """Tell of the batches that are due and of which no page is visibly open; returns how many were handled."""
    with transaction.atomic():
        unseen = Q(conversation__open_until=None) | Q(conversation__open_until__lte=now)
        due = (
            ReplyNotice.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("conversation__line__contract__primary_line")
            .filter(unseen, state=NoticeState.WAITING, due_at__lte=now)
            .order_by("due_at")[:BATCH]
        )
        notices = list(due)
        for notice in notices:
            _tell(notice, now)
    return len(notices)


def _tell(notice: ReplyNotice, now: datetime) -> None:
    line = notice.conversation.line
    msisdn = _reachable_at(line)
    if line is None or not msisdn or line.closed_at is not None:
        notice.state = NoticeState.ENDED
        notice.end = NoticeEnd.LINE_CLOSED if line and line.closed_at else NoticeEnd.NO_NUMBER
        notice.ended_at = now
    else:
        notice.state = NoticeState.TOLD
        notice.sms_id = _send(notice, line, msisdn, now)
    notice.save(update_fields=["state", "end", "ended_at", "sms"])


def _reachable_at(line: Line | None) -> str | None:
    """Home internet and television have no SMS: what is about them comes to the contract's primary line."""
    if line is None or line.msisdn:
        return line.msisdn if line else None
    primary = line.contract.primary_line
    return primary.msisdn if primary and primary.closed_at is None else None


def _send(notice: ReplyNotice, line: Line, msisdn: str, now: datetime) -> int:
    sms = enqueue(
        msisdn=msisdn,
        text=reply_sms(conversation=notice.conversation, language=line.sms_language),
        kind=SmsKind.NOTICE,
        now=now,
        not_after=now + timedelta(seconds=settings.SMS_TTL),
        line_public_id=line.public_id,
        dedup_key=f"chat-notice:{notice.pk}",
    )
    return sms.pk
