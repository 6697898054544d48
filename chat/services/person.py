"""A person is always within reach (C4): who waits for a specialist, since when, and until when an answer is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from cabinet.accounts.models import User
from chat.models import Conversation, ConversationStatus, EventKind, Leads
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
    conversation.leads, conversation.bot_owes_seq = Leads.PERSON, 0
    if conversation.waiting_since is None:
        conversation.waiting_since = change.at
        conversation.promised_until = change.at + timedelta(seconds=settings.CHAT_PROMISE)


def nobody_waits(conversation: Conversation) -> None:
    """Within a change: what was asked is answered, or nobody will answer it any more."""
    conversation.waiting_since = conversation.promised_until = None
    conversation.bot_owes_seq = 0


def close_for_good(change: Change, *, actor: User | None) -> None:
    """Within a change of an open conversation: it is closed, whoever waits."""
    conversation = change.conversation
    conversation.status, conversation.closes_at = ConversationStatus.CLOSED, None
    nobody_waits(conversation)
    change.add(EventKind.CLOSE, actor=actor)
