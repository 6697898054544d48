"""A number is closed: its conversations end with it (A13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chat.models import Conversation, NoticeEnd
from chat.services.changes import change
from chat.services.person import close_for_good
from chat.services.reply_notices import end_batch


def of_closed_line(line: Any, now: datetime) -> None:
    """Close what is open, and tell of no reply any more: the SMS could reach the number's next holder."""
    for conversation in Conversation.objects.filter(line=line).order_by("pk"):
        with change(conversation=conversation, now=now) as changing:
            locked = changing.conversation
            if locked.is_open:
                close_for_good(changing, actor=None)
            end_batch(conversation=locked, end=NoticeEnd.LINE_CLOSED, now=now)
