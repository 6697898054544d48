"""What else ends when a number is closed (A13): apps register it in `apps.py`, `accounts` runs it in one transaction.

Each step runs inside the transaction that closes the line, so that either all of it happens or nothing does. It must
speak to no network: what has to be told is a row first (DESIGN §4.4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

Step = Callable[[Any, datetime], None]  # (the Line, now); core imports no app
_steps: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    """Add `step(line, now)`; `name` tells it from others (`"chat.conversations"`)."""
    if name in _steps and _steps[name] is not step:
        raise ValueError(f"two steps of closing a line are called {name}")
    _steps[name] = step


def run_all(line: Any, now: datetime) -> None:
    """Run every step for `line`; the caller owns the transaction."""
    for step in _steps.values():
        step(line, now)
