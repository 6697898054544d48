"""What guests add to the chat."""

from __future__ import annotations

from cabinet.core import personal_data
from chat import told
from chat.guests.personal import GUESTS
from chat.guests.texts import LINK_TOLD, MOVED_TOLD, link_words, moved_words


def register() -> None:
    personal_data.register(GUESTS)
    told.register(LINK_TOLD, link_words)
    told.register(MOVED_TOLD, moved_words)
