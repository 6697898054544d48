"""What the demonstration shows of the bot."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from cabinet.accounts.models import Line
from chat.bot.decisions import Candidate, Decision
from chat.models import Answer, Conversation, Decided, Message, Topic
from chat.services.open_conversation import open_conversation
from chat.services.read import read_by_subscriber
from chat.services.say import say
from chat.talk.answering import answer_owed
from chat.talk.choosing import say_whether_helped

ASKED = ((50, "Как отключить платную подписку?", "subscription-off"), (48, "Спасибо!", ""))  # minutes ago


def seed(*, line: Line, topic: Topic, now: datetime) -> None:
    """A conversation about `line` that the bot answered; the second time changes nothing."""
    owner = line.contract.owner
    if owner is None:
        return
    conversation = open_conversation(line=line, topic=topic, author=owner, now=now - timedelta(hours=1))
    if conversation.last_seq:
        return
    for minutes, text, slug in ASKED:
        at = now - timedelta(minutes=minutes)
        client_id = uuid5(NAMESPACE_URL, f"demo:{conversation.public_id}:{minutes}")
        say(conversation=conversation, author=owner, client_id=client_id, text=text, now=at)
        if message := answer(conversation, slug=slug, at=at):
            say_whether_helped(conversation=conversation, by=owner, answered=message.client_id, helped=True, now=at)
    conversation.refresh_from_db()
    read_by_subscriber(conversation=conversation, reader=owner, seq=conversation.public_seq, now=now)


def answer(conversation: Conversation, *, slug: str, at: datetime) -> Message | None:
    """Have the bot answer what it owes by the answer `slug`, or by small talk where that is empty."""
    known = Answer.objects.filter(slug=slug).first()
    candidates = (Candidate(slug, known.pk, 1.0),) if known else ()
    decision = Decision(Decided.ANSWER if known else Decided.SMALLTALK, candidates, "ru")
    answer_owed(conversation=conversation, now=at, ask=lambda _query: decision)
    return conversation.messages.filter(card="answer").order_by("-pk").first() if known else None
