"""What reached the other side (C10): whoever fetched a message has got it, whether or not they looked."""

from __future__ import annotations

from datetime import datetime

from chat.models import Conversation, EventKind
from chat.services.changes import change
from chat.viewers import Viewer


def note_got(*, conversation: Conversation, viewer: Viewer, seq: int, now: datetime) -> None:
    """Everything up to `seq` was given to `viewer`. Costs a write only where that brought them something new."""
    side = viewer.is_side_of
    if not _brought(conversation, side, seq):
        return
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if _brought(locked, side, seq):
            seq = min(seq, viewer.last_seq(locked))
            setattr(locked, f"{side}_got_seq", seq)
            changing.add(EventKind.DELIVERED, actor=viewer.user, data={"by": side, "seq": seq})


def _brought(conversation: Conversation, side: str, seq: int) -> bool:
    """Whether up to `seq` there is a message of the others that `side` neither got nor read."""
    if side == "specialist":
        last, known = (
            conversation.last_question_seq,
            max(conversation.specialist_got_seq, conversation.specialist_read_seq),
        )
    else:
        last, known = (
            conversation.last_reply_seq,
            max(conversation.subscriber_got_seq, conversation.subscriber_read_seq),
        )
    return known < min(last, seq)
