"""Geometry of the charts: the server draws them as SVG by presentation attributes (the policy forbids `style`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table with its bar: `percent` is its part of the longest one, as SVG reads it."""

    of: Any
    percent: str


def bars(amounts: Sequence[Decimal], rows: Sequence[Any]) -> list[Bar]:
    """Each of `rows` with a bar as long as its amount among `amounts`; the smallest amount is still seen."""
    longest = max(amounts, default=Decimal(0))
    return [Bar(row, _percent(amount, longest)) for amount, row in zip(amounts, rows, strict=True)]


def _percent(amount: Decimal, longest: Decimal) -> str:
    if amount <= 0:
        return "0"
    return f"{max(amount / longest * 100, Decimal(1)):.1f}"
