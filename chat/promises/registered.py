"""What promises to who writes have the rest of the portal do."""

from __future__ import annotations

from cabinet.core import sweeps
from chat.promises import closing


def register() -> None:
    """Called by `chat/apps.py`."""
    sweeps.register("chat.closing", closing.sweep)
