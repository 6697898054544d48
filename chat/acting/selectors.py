"""Reading proposals. Who may see a conversation is asked before (`chat.viewers`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cabinet.core.acting import Action, Asker, Choice, actions_for
from cabinet.core.errors import NotFound
from chat.acting.worded import in_zone_of
from chat.models import Conversation, Message, Proposal


@dataclass(frozen=True, slots=True)
class Offered:
    """An action with what of it there is to choose from now."""

    action: Action
    choices: list[Choice]


def find_proposal(conversation: Conversation, public_id: UUID) -> Proposal:
    """A proposal in `conversation`. Raises `NotFound`."""
    found = Proposal.objects.select_related("by").filter(conversation=conversation, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def proposals_under(messages: Collection[Message]) -> list[Proposal]:
    """The proposals that stand under `messages`. One query."""
    return list(Proposal.objects.filter(message__in=messages).select_related("line__contract"))


def offered(conversation: Conversation, now: datetime) -> list[Offered]:
    """What can be proposed to who asks in `conversation`: nothing to a guest."""
    line, author = conversation.line, conversation.author
    if line is None or author is None or line.closed_at is not None:
        return []
    asker = Asker(author, line, now)
    with in_zone_of(line):
        all_offered = [Offered(action, action.choices(asker)) for action in actions_for(asker)]
    return [each for each in all_offered if each.choices]
