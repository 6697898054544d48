"""What has to be up to date before usage is rated: billing knows no tariffs, and asks those who do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import connection

Step = Callable[[Collection[str], datetime], None]  # (numbers of lines as events name them, now)
_steps: list[Step] = []


def register(step: Step) -> None:
    """Have `step(numbers, now)` called before each batch, outside of its transaction: packages that a period gives
    have to be there before its usage is charged for."""
    if step not in _steps:
        _steps.append(step)


def prepare(numbers: Collection[str], now: datetime) -> None:
    """Call every step, unless a transaction is open: what a step locks would be locked before packages."""
    if numbers and not connection.in_atomic_block:
        for step in _steps:
            step(numbers, now)
