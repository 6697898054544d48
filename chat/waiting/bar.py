"""What the bar says to who waits for a specialist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chat.models import Conversation
from chat.viewers import Viewer
from chat.waiting.queue import place_of


def waiting(conversation: Conversation, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """For `_bar_queue.html`; nothing for who does not wait, and for the desk."""
    if conversation.waiting_since is None or viewer.at_desk:
        return {}
    return {
        "place": place_of(conversation, now),
        "in_time": conversation.promised_until is not None and conversation.promised_until > now,
    }
