"""What a benchmark measures, and how two things are compared fairly."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Measure:
    """One row of the table: `ours` against `baseline`, both in `unit`.

    `goal` is what `ours / baseline` should reach: at least that if `at_least`, at most that otherwise. A measure
    without a baseline (a number of queries, say) is compared with the goal itself.
    """

    what: str
    ours: float
    baseline: float | None
    unit: str
    goal: float
    at_least: bool = True

    @property
    def ratio(self) -> float:
        return self.ours / self.baseline if self.baseline else self.ours

    @property
    def reached(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


def rates(ours: Callable[[], int], baseline: Callable[[], int], *, rounds: int) -> tuple[float, float]:
    """The median rates, per second, of two works that return how much they did, run by turns after one turn unmeasured.

    By turns, because a machine's speed drifts: what slows one slows the other.
    """
    ours(), baseline()
    done: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        pair = [(ours, done[0]), (baseline, done[1])]
        for work, kept in pair if turn % 2 else reversed(pair):
            kept.append(_rate(work))
    return median(done[0]), median(done[1])


def _rate(work: Callable[[], int]) -> float:
    start = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - start)


def tell(measures: Sequence[Measure]) -> None:
    """Hand the measures of a benchmark, which runs as a process of its own, to `make bench`."""
    json.dump([asdict(measure) for measure in measures], sys.stdout)


def table(measures: Sequence[Measure]) -> str:
    rows = [("what", "ours", "baseline", "ratio", "goal", "")]
    for each in measures:
        sign = "≥" if each.at_least else "≤"
        baseline = f"{each.baseline:,.0f} {each.unit}" if each.baseline else "—"
        ratio = f"{each.ratio:.2f}" if each.baseline else "—"
        verdict = "reached" if each.reached else "MISSED"
        rows.append((each.what, f"{each.ours:,.0f} {each.unit}", baseline, ratio, f"{sign} {each.goal:g}", verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
