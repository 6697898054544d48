"""A person is always within reach (C4): who waits for a specialist, since when, and until when an answer is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from cabinet.accounts.models import User
from chat.models import Conversation, ConversationStatus, EventKind, Leads, Wait, WaitEnd
from chat.services.changes import Change, change
from chat.services.reopening import reopen_if_closed


def call_person(*, conversation: Conversation, by: User | None, now: datetime) -> None:
    """«Позвать специалиста»: from now on a person leads, and an answer is promised. Twice is as once.

    `by`: who asks; None for a guest. Raises what `reopen_if_closed` raises.
    """
    with change(conversation=conversation, now=now) as changing:
        reopen_if_closed(changing, actor=by)
        called = changing.conversation.leads == Leads.BOT or changing.conversation.waiting_since is None
        wait_for_person(changing)
        if called:
            changing.add(EventKind.CALL, actor=by)


def wait_for_person(change: Change) -> None:
    """Within a change: somebody waits for a specialist. The promise counts from when they began to wait."""
    conversation = change.conversation
    conversation.leads, conversation.bot_owes_seq, conversation.closes_at = Leads.PERSON, 0, None
    if conversation.waiting_since is None:
        until = change.at + timedelta(seconds=settings.CHAT_PROMISE)
        conversation.waiting_since, conversation.promised_until = change.at, until
        Wait.objects.create(conversation=conversation, since=change.at, promised_until=until)


def nobody_waits(change: Change, *, answered_by: User | None) -> None:
    """Within a change: `answered_by` answered, or (None) nobody will answer any more."""
    conversation = change.conversation
    conversation.bot_owes_seq = 0
    if conversation.waiting_since is None:
        return
    conversation.waiting_since = conversation.promised_until = None
    Wait.objects.filter(conversation=conversation, ended_at=None).update(
        ended_at=change.at,
        end=WaitEnd.ANSWERED if answered_by else WaitEnd.CLOSED,
        specialist=answered_by,
    )


def close_for_good(change: Change, *, actor: User | None) -> None:
    """Within a change of an open conversation: it is closed, whoever waits."""
    conversation = change.conversation
    conversation.status, conversation.closes_at = ConversationStatus.CLOSED, None
    nobody_waits(change, answered_by=None)
    change.add(EventKind.CLOSE, actor=actor)
