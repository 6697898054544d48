"""How often something may happen, by moments that are kept: exact, because each moment leaves its windows by itself.

A figure is written as in settings: `"5/hour"`, `"1/minute"`, `"10/15 minutes"`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from limits import parse


def amount(figure: str) -> int:
    """How many a figure allows within its time."""
    return parse(figure).amount


def span(figure: str) -> timedelta:
    """Within how long."""
    return timedelta(seconds=parse(figure).get_expiry())


def free_at(moments: Sequence[datetime], figures: Sequence[str]) -> datetime | None:
    """When one more would be within all `figures`, given the `moments` (oldest first) of those before; None: any time.

    One that is exactly as old as a window has left it.
    """
    waits = [moments[-amount(figure)] + span(figure) for figure in figures if len(moments) >= amount(figure)]
    return max(waits, default=None)


def kept(moments: Sequence[datetime], figures: Sequence[str]) -> list[datetime]:
    """The last moments, as many as `figures` can ask about."""
    return list(moments[-max(map(amount, figures)) :])


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds to wait, for people: rounded up, one at least."""
    return max(1, math.ceil((moment - now).total_seconds()))
