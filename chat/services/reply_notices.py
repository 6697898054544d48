"""Telling by SMS of a reply that stays unread (C6): one SMS for a batch of replies, none once it was read.

A batch opens and ends under its conversation's lock. The sweep locks only batches, and skips those that are being
ended at the moment; whoever is second sees what the first did.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from cabinet.accounts.access import Right, allowed, lines_that_prove
from cabinet.accounts.models import Line
from cabinet.accounts.services.notify import Told, notify
from cabinet.mail.services import outbox as mail
from cabinet.sms.quiet import is_awaited
from cabinet.sms.services.outbox import withdraw
from chat.guests.telling import tell_guest
from chat.guests.texts import ANSWERED
from chat.models import Conversation, Event, EventKind, NoticeEnd, NoticeState, ReplyNotice
from chat.texts import REPLIED, REPLY, link_to

# When the person last wrote; to whom was written first, never.
ASKED = Event.objects.filter(
    conversation=OuterRef("conversation"), seq=OuterRef("conversation__last_question_seq"), kind=EventKind.MESSAGE
)
BATCH = 100  # batches a sweep tells of at most; the rest wait for the next second


def open_batch(*, conversation: Conversation, now: datetime) -> None:
    """A reply came: a batch begins unless one is open."""
    due_at = now + timedelta(seconds=settings.CHAT_SMS_DELAY)
    notice = ReplyNotice(conversation=conversation, opened_at=now, due_at=due_at)
    ReplyNotice.objects.bulk_create([notice], ignore_conflicts=True)


def end_batch(*, conversation: Conversation, end: NoticeEnd, now: datetime) -> bool:
    """The person read or wrote: the open batch, if any, ends. What tells of it and has not left yet does not leave.
    Returns whether there was one."""
    living = ReplyNotice.objects.select_for_update().filter(conversation=conversation)
    ended = False
    for notice in living.exclude(state=NoticeState.ENDED):  # waits for a sweep that is telling of it, and sees the SMS
        notice.state, notice.end, notice.ended_at = NoticeState.ENDED, end, now
        notice.save(update_fields=["state", "end", "ended_at"])
        if notice.sms_id:
            withdraw(sms_id=notice.sms_id, now=now)
        if notice.email_id:
            mail.withdraw(email_id=notice.email_id, now=now)
        ended = True
    return ended


def sweep(now: datetime) -> int:
    """Tell of the batches that are due and of which no page is visibly open; returns how many were handled."""
    with transaction.atomic():
        unseen = Q(conversation__open_until=None) | Q(conversation__open_until__lte=now)
        due = (
            ReplyNotice.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("conversation__line__contract", "conversation__author")
            .annotate(asked_at=Subquery(ASKED.values("at")[:1]))
            .filter(unseen, state=NoticeState.WAITING, due_at__lte=now)
            .order_by("due_at")[:BATCH]
        )
        notices = list(due)
        for notice in notices:
            _tell(notice, notice.asked_at, now)
    return len(notices)


def _tell(notice: ReplyNotice, asked_at: datetime | None, now: datetime) -> None:
    if notice.conversation.line_id is None:
        _tell_guest(notice, asked_at, now)
        return
    to = _where_to_tell(notice.conversation, now)
    if isinstance(to, NoticeEnd):
        notice.state, notice.end, notice.ended_at = NoticeState.ENDED, to, now
    elif told := _send(notice, to, asked_at, now):
        notice.state, notice.sms, notice.email = NoticeState.TOLD, next(iter(told.sms), None), told.email
    else:
        notice.state, notice.end, notice.ended_at = NoticeState.ENDED, NoticeEnd.OFF, now
    notice.save(update_fields=["state", "end", "ended_at", "sms", "email"])


def tell_unless_open(*, conversation: Conversation, template: str, dedup_key: str, now: datetime) -> None:
    """Promise an SMS with the words of `template` and the thread's link to who asks, unless they have its page open."""
    if conversation.open_until is not None and conversation.open_until > now:
        return
    urgent = conversation.waiting_since is not None and is_awaited(conversation.waiting_since, now)
    if conversation.line_id is None:
        tell_guest(conversation=conversation, template=template, now=now, urgent=urgent, dedup_key=dedup_key)
        return
    to = _where_to_tell(conversation, now)
    if isinstance(to, NoticeEnd):
        return
    notify(
        event=REPLIED.name,
        line=to,
        user=conversation.author,
        template=template,
        facts={"link": link_to(conversation)},
        now=now,
        dedup_key=dedup_key,
        urgent=urgent,
    )


def _tell_guest(notice: ReplyNotice, asked_at: datetime | None, now: datetime) -> None:
    urgent = _is_urgent(notice, asked_at)
    sms = tell_guest(conversation=notice.conversation, template=ANSWERED.name, now=now, urgent=urgent)
    if sms is not None:
        notice.state, notice.sms = NoticeState.TOLD, sms
    else:
        notice.state, notice.end, notice.ended_at = NoticeState.ENDED, NoticeEnd.NO_NUMBER, now
    notice.save(update_fields=["state", "end", "ended_at", "sms"])


def _where_to_tell(conversation: Conversation, now: datetime) -> Line | NoticeEnd:
    """The line that reaches who asked, or why none does.

    It is the one asked about if its code signs them in. Otherwise somebody else holds its telephone (or it has none, as
    home internet), and a line that is surely theirs is told.
    """
    line, author = conversation.line, conversation.author
    if line is None or author is None:
        return NoticeEnd.NO_NUMBER
    if line.closed_at is not None:
        return NoticeEnd.LINE_CLOSED
    if not allowed(author, conversation, Right.CHAT, now):
        return NoticeEnd.NO_RIGHT
    theirs = list(lines_that_prove(author))
    return next((each for each in theirs if each == line), theirs[0] if theirs else NoticeEnd.NO_NUMBER)


def _send(notice: ReplyNotice, line: Line, asked_at: datetime | None, now: datetime) -> Told:
    """At night a reply waits for the morning, unless it answers somebody who wrote just before it."""
    return notify(
        event=REPLIED.name,
        line=line,
        user=notice.conversation.author,
        template=REPLY.name,
        facts={"link": link_to(notice.conversation)},
        now=now,
        dedup_key=f"chat-notice:{notice.pk}",
        urgent=_is_urgent(notice, asked_at),
    )


def _is_urgent(notice: ReplyNotice, asked_at: datetime | None) -> bool:
    return asked_at is not None and is_awaited(asked_at, notice.opened_at)
