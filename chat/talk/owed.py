"""What the bot owes an answer to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from chat.models import Audience, AuthorKind, Conversation, Event, EventKind, Leads, Message

MOST = 10  # messages written in a row that are read as one question


@dataclass(frozen=True, slots=True)
class Owed:
    """Everything written since the last answer, as one question: people send a greeting, a question and a detail each
    on its own.

    `seq` names it: as long as the conversation owes an answer to the same seq, nothing was written since. `strong`:
    each part was written in a session that has shown who is there (accounts.assurance), so live data may be told.
    `pictures`: something came that is not text.
    """

    seq: int
    message: Message
    text: str
    strong: bool
    pictures: bool
    asked_at: datetime


def find_owed(conversation: Conversation) -> Owed | None:
    """What `conversation`, just read, owes an answer to; None where nothing, or a person leads."""
    seq = conversation.bot_owes_seq
    if not seq or conversation.leads != Leads.BOT:
        return None
    events = Event.objects.select_related("message").filter(
        conversation=conversation,
        kind=EventKind.MESSAGE,
        audience=Audience.ALL,
        message__author_kind=AuthorKind.SUBSCRIBER,
        seq__lte=seq,
    )
    unanswered = events.filter(Q(seq__gt=conversation.last_reply_seq) | Q(seq=seq)).order_by("-seq")[:MOST]
    messages = [event.message for event in unanswered if event.message][::-1]
    if not messages:
        return None
    return Owed(
        seq=seq,
        message=messages[-1],
        text="\n".join(message.text for message in messages if message.text),
        strong=all(message.data.get("strong") is True for message in messages),
        pictures=any(message.card == "files" for message in messages),
        asked_at=messages[-1].at,
    )
