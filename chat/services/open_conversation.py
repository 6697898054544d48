"""Choosing a topic (C2)."""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.models import Line, User
from chat.models import Answer, Conversation, ConversationStatus, Leads, Topic


def open_conversation(*, line: Line, topic: Topic, author: User, now: datetime) -> Conversation:
    """The open conversation of `author` about `line` and `topic`; made if there is none. Two at once make one.

    The bot leads it where it knows anything.
    """
    conversation, _created = Conversation.objects.get_or_create(
        line=line,
        topic=topic,
        author=author,
        guest=None,
        status=ConversationStatus.OPEN,
        defaults={"created_at": now, "last_event_at": now, "leads": who_leads()},
    )
    return conversation


def who_leads() -> Leads:
    """Who leads a new conversation."""
    return Leads.BOT if Answer.objects.filter(active=True).exists() else Leads.PERSON
