"""Who answers a conversation."""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.models import User
from chat.models import Conversation, EventKind
from chat.services.changes import Change, change


def take(*, conversation: Conversation, specialist: User, now: datetime) -> None:
    """`specialist` answers from now on, whoever did before. What is one's own, or closed, stays as it is."""
    with change(conversation=conversation, now=now) as changing:
        if changing.conversation.is_open:
            hand_to(changing, specialist=specialist, actor=specialist)


def hand_to(change: Change, *, specialist: User, actor: User) -> None:
    """Make `specialist` the one who answers, within a change."""
    if change.conversation.specialist_id != specialist.pk:
        change.conversation.specialist = specialist
        change.add(EventKind.ASSIGN, actor=actor, data={"specialist": specialist.pk, "name": specialist.public_name})
