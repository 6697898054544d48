"""The bot's message within a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from cabinet.accounts.models import User
from chat.knowledge.use import Use, note_use
from chat.models import AuthorKind, EventKind, Message
from chat.services.accept import Written, accept
from chat.services.changes import Change
from chat.services.person import wait_for_person
from chat.services.reply_notices import open_batch
from chat.talk.replies import Reply


def bot_says(change: Change, reply: Reply, *, asked_at: datetime | None = None) -> Message:
    """Say `reply`, and call a specialist if it does. The caller makes sure, under the lock, that it is said once.

    Who asked is there, so no SMS tells of it, unless it comes late (`asked_at` is long ago) and they may have left.
    """
    said = accept(change, Written(uuid4(), AuthorKind.BOT, None, reply.text, card=reply.card, data=reply.data))
    if reply.answer is not None:
        told = partial(note_use, answer_id=reply.answer.pk, what=Use.TOLD, now=change.at)
        transaction.on_commit(told, robust=True)
    locked = change.conversation
    locked.last_reply_seq = said.seq
    if asked_at is not None and change.at - asked_at > timedelta(seconds=settings.CHAT_SMS_DELAY):
        open_batch(conversation=locked, now=change.at)
    if reply.calls:
        wait_for_person(change)
    return said.message


def mark(change: Change, message: Message, *, by: User | None, **data: object) -> None:
    """Keep `data` with a card's message, as `by` decided: it looks different from now on."""
    message.data = {**message.data, **data}
    message.save(update_fields=["data"])
    change.add(EventKind.CHANGE, actor=by, message=message)
