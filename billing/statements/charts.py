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


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart, as SVG reads it: `x` and `width` in percent of the chart, `y` and `height` in pixels."""

    of: Any
    x: str
    width: str
    middle: str
    y: int
    height: int
    chosen: bool


CHART_HEIGHT = 140  # pixels that the longest column takes
GAP = Decimal("0.3")  # of a column's place


def columns(amounts: Sequence[Decimal], rows: Sequence[Any], *, chosen: Any) -> list[Column]:
    """Each of `rows` as a column as high as its amount among `amounts`, from left to right."""
    longest = max(amounts, default=Decimal(0))
    place = Decimal(100) / max(len(rows), 1)
    return [
        _column(row, amount, longest, index * place, place, row == chosen)
        for index, (amount, row) in enumerate(zip(amounts, rows, strict=True))
    ]


def _column(row: Any, amount: Decimal, longest: Decimal, left: Decimal, place: Decimal, chosen: bool) -> Column:
    height = max(int(amount / longest * CHART_HEIGHT), 2) if amount > 0 else 0
    return Column(
        of=row,
        x=f"{left + place * GAP / 2:.2f}%",
        width=f"{place * (1 - GAP):.2f}%",
        middle=f"{left + place / 2:.2f}%",
        y=CHART_HEIGHT - height,
        height=height,
        chosen=chosen,
    )


def _percent(amount: Decimal, longest: Decimal) -> str:
    if amount <= 0:
        return "0"
    return f"{max(amount / longest * 100, Decimal(1)):.1f}"
