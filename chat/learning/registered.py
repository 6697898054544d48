"""What the rest of the portal is told of teaching the bot when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `chat.apps`."""
    from cabinet.core import personal_data
    from chat.learning.personal import LESSONS

    personal_data.register(LESSONS)
