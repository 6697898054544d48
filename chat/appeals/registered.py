"""What appeals add to the portal."""

from __future__ import annotations

from cabinet.core import personal_data
from cabinet.requests import kinds
from chat.appeals import texts  # noqa: F401 - whose messages are known from now on
from chat.appeals.kind import APPEAL
from chat.appeals.personal import APPEALS


def register() -> None:
    """Called by `chat/apps.py`."""
    kinds.register(APPEAL)
    personal_data.register(APPEALS)
