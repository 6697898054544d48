"""The bot answers (C3): right after a message was accepted, and by the dispatcher where the process died between.

What is meant is found outside the lock; under it is decided whether that is still what is owed. So two who answer at
once say one thing, and a message that came meanwhile is answered together with the first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Q

from chat.bot.asking import ask
from chat.bot.decisions import Decision
from chat.models import AuthorKind, Conversation, EventKind, Leads, Message, Source
from chat.services.changes import change
from chat.services.person import wait_for_person
from chat.talk import wording
from chat.talk.calls import calls_person
from chat.talk.logged import log
from chat.talk.owed import Owed, find_owed
from chat.talk.replies import Reply, reply_to
from chat.talk.saying import bot_says

logger = logging.getLogger(__name__)

Ask = Callable[[str], Decision]
LATE = timedelta(seconds=2)  # after which whoever accepted the message is taken for dead
SAME_TALK = timedelta(hours=1)  # within which a courtesy is not said back twice
BATCH = 50  # conversations a sweep answers at most; the rest wait for the next second
LONGEST_QUERY = 1000  # characters of a question that are read


def answer_owed(*, conversation: Conversation, now: datetime, ask: Ask = ask) -> bool:
    """Answer what the bot owes `conversation`; returns whether it did. Twice, or two at once, is as once."""
    found = Conversation.objects.select_related("line__contract", "author", "guest").get(pk=conversation.pk)
    owed = find_owed(found)
    if owed is None:
        return False
    if any(calls_person(line) for line in owed.text.splitlines()):  # whatever was written after it
        return _call(found, now)
    if owed.pictures or not owed.text:
        return _say(found, owed, Reply(text=wording.a_picture(), calls=True), None, now)
    decision = ask(owed.text[:LONGEST_QUERY])
    return _say(found, owed, reply_to(owed, decision, conversation=found, now=now), decision, now)


def answer_at_once(*, conversation: Conversation, now: datetime) -> None:
    """The same for who has just accepted a message: whatever goes wrong, the message is kept and the dispatcher
    answers it."""
    try:
        answer_owed(conversation=conversation, now=now)
    except Exception:
        logger.exception("the bot did not answer at once")


def sweep(now: datetime) -> int:
    """Answer what nobody answered; returns how many. Where the bot fails, a specialist is called: never silence."""
    due = Conversation.objects.filter(~Q(bot_owes_seq=0), last_event_at__lte=now - LATE)
    answered = 0
    for conversation in due.order_by("last_event_at")[:BATCH]:
        try:
            answered += answer_owed(conversation=conversation, now=now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("the bot failed, a specialist is called")
            answered += _give_up(conversation, now)
    return answered


def _call(conversation: Conversation, now: datetime) -> bool:
    with change(conversation=conversation, now=now) as changing:
        if not changing.conversation.bot_owes_seq:
            return False  # a person answered meanwhile, or was called
        wait_for_person(changing)
        changing.add(EventKind.CALL, actor=conversation.author)
    return True


def _say(conversation: Conversation, owed: Owed, reply: Reply, decision: Decision | None, now: datetime) -> bool:
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if locked.bot_owes_seq != owed.seq or locked.leads != Leads.BOT:
            return False
        if locked.specialist_id is not None:  # who took the conversation answers it, not the bot
            wait_for_person(changing)
            changing.add(EventKind.TOLD, actor=None, data={"what": "talk.taken"})
            return True
        if decision is not None:
            logged = log(decision=decision, query=owed.text, source=Source.CHAT, message=owed.message, now=now)
            reply.data["decision"] = logged.pk
        if reply.courtesy and _said_before(locked, reply.courtesy, now):
            Conversation.objects.filter(pk=locked.pk).update(bot_owes_seq=0)
            return True
        locked.bot_owes_seq = 0
        bot_says(changing, reply, asked_at=owed.asked_at)
    return True


def _said_before(conversation: Conversation, courtesy: str, now: datetime) -> bool:
    """Whether the last thing that the bot said is the same courtesy, and not long ago: tomorrow one greets again."""
    said = Message.objects.filter(conversation=conversation, author_kind=AuthorKind.BOT, at__gt=now - SAME_TALK)
    last = said.order_by("-at", "-pk").first()
    return last is not None and last.data.get("courtesy") == courtesy


def _give_up(conversation: Conversation, now: datetime) -> bool:
    with change(conversation=conversation, now=now) as changing:
        if not changing.conversation.bot_owes_seq:
            return False
        bot_says(changing, Reply(text=wording.out_of_order(), calls=True))
    return True
