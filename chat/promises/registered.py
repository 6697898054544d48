"""What promises to who writes have the rest of the portal do."""

from __future__ import annotations

from cabinet.core import sweeps
from chat import cards, told
from chat.promises import attachments, closing, rating
from chat.promises.files import keeping


def register() -> None:
    """Called by `chat/apps.py`."""
    sweeps.register("chat.closing", closing.sweep)
    sweeps.register("chat.files", keeping.tidy)
    told.register(rating.RATED, rating.told)
    cards.register(attachments.FILES)
