"""Marks of what was read."""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.models import User
from chat.models import Conversation, EventKind, NoticeEnd
from chat.services.changes import change
from chat.services.reply_notices import end_batch, open_batch


def read_by_subscriber(*, conversation: Conversation, reader: User | None, seq: int, now: datetime) -> int:
    """The subscriber saw everything up to `seq`; returns where the mark stands now.

    Marks only go forward and never past the last event. Reading ends the batch of replies that an SMS would tell of;
    the rest of its replies, after `seq`, begin another.
    """
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        seq = min(seq, locked.public_seq)
        if seq > locked.subscriber_read_seq and locked.has_unread_reply:
            locked.subscriber_read_seq = seq
            changing.add(EventKind.READ, actor=reader, data={"by": "subscriber", "seq": seq})
            told = end_batch(conversation=locked, end=NoticeEnd.READ, now=now)
            if told and locked.has_unread_reply:  # of what the bot says to who is there, no SMS tells
                open_batch(conversation=locked, now=now)
        return locked.subscriber_read_seq


def read_by_specialist(*, conversation: Conversation, reader: User | None, seq: int, now: datetime) -> int:
    """A specialist saw everything up to `seq`; returns where the mark stands now. Marks only go forward."""
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        seq = min(seq, locked.last_seq)
        if seq > locked.specialist_read_seq and locked.has_unread_question:
            locked.specialist_read_seq = seq
            changing.add(EventKind.READ, actor=reader, data={"by": "specialist", "seq": seq})
        return locked.specialist_read_seq
