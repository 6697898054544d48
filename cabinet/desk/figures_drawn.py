"""Columns of figures, drawn by the server; each drawing has its table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP, GAP, HEIGHT = 10, 2, 60  # units of the drawing: a column with the space after it
LEAST = 2  # what is little is still seen


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    y: int
    width: int
    height: int
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`ends` are what stands under its two ends."""

    title: str
    columns: Sequence[Column]
    width: int
    ends: tuple[str, str]
    height: int = HEIGHT


def drawing(title: str, rows: Sequence[tuple[str, float | None, str]], *, ends: tuple[str, str]) -> Drawing | None:
    """Of `rows` (name, how much, in words) a column each; None where there is nothing to draw."""
    top = max((much or 0 for _name, much, _words in rows), default=0)
    if not top:
        return None
    columns = [_column(place, much or 0, top, f"{name}: {words}") for place, (name, much, words) in enumerate(rows)]
    return Drawing(title, [each for each in columns if each.height], len(rows) * STEP - GAP, ends)


def _column(place: int, much: float, top: float, words: str) -> Column:
    height = max(round(HEIGHT * much / top), LEAST) if much else 0
    return Column(place * STEP, HEIGHT - height, STEP - GAP, height, words)
