"""What guests add to the chat."""

from __future__ import annotations

from chat import told
from chat.guests.texts import LINK_TOLD, MOVED_TOLD, link_words, moved_words


def register() -> None:
    told.register(LINK_TOLD, link_words)
    told.register(MOVED_TOLD, moved_words)
