"""What else happens when a number stops taking a category of bulk messages, or takes it again (T11).

Not all of them are ours to hold back: pop-ups of a SIM card come from the network. Apps register in `apps.py`; a step
runs inside the transaction that keeps the choice and holds the line, and speaks to no network: a row first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

Step = Callable[[Any, str, bool, datetime], None]  # (the Line, category, whether it is taken, now)
_steps: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    """Add `step(line, category, allowed, now)`; `name` tells it from others."""
    if name in _steps and _steps[name] is not step:
        raise ValueError(f"two steps after a choice of bulk are called {name}")
    _steps[name] = step


def run_all(line: Any, category: str, *, allowed: bool, now: datetime) -> None:
    """Run every step; the caller owns the transaction."""
    for step in _steps.values():
        step(line, category, allowed, now)
