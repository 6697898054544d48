"""What promises to who writes have the rest of the portal do."""

from __future__ import annotations

from cabinet.core import sweeps
from chat import cards
from chat.promises import attachments, closing
from chat.promises.files import keeping


def register() -> None:
    """Called by `chat/apps.py`."""
    sweeps.register("chat.closing", closing.sweep)
    sweeps.register("chat.files", keeping.tidy)
    cards.register(attachments.FILES)
