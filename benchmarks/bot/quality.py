"""How often the bot means the right answer: queries as people write them, none of them a stored phrasing.

`queries.csv` is measured and never tuned to; `dev.csv` is what thresholds were chosen by. `slugs` are the answers that
are right, parted by "|"; none: nothing is right, and an answer would be wrong; `smalltalk`: only courtesy.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chat.bot.decisions import Decision
from chat.models import Decided

QUERIES, DEV = (Path(__file__).with_name(name) for name in ("queries.csv", "dev.csv"))
SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Asked:
    query: str
    right: frozenset[str]
    kind: str
    decision: Decision

    @property
    def place(self) -> int | None:
        """Where among the candidates the first right answer stands, from 0."""
        slugs = [each.slug for each in self.decision.candidates]
        return next((at for at, slug in enumerate(slugs) if slug in self.right), None)


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares, from 0 to 1."""

    queries: int
    top_1: float
    top_3: float
    wrongly_answered: float  # of those that have no answer
    wrongly_offered: float  # of those: as a choice
    answered: float  # at once, of those that have one
    right_of_answered: float
    smalltalk: float
    by_kind: dict[str, tuple[int, float, float]]


def asked(ask: Callable[[str], Decision], file: Path = QUERIES) -> list[Asked]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            Asked(row["query"], frozenset(filter(None, row["slugs"].split("|"))), row["kind"], ask(row["query"]))
            for row in csv.DictReader(rows)
        ]


def judged(rows: Sequence[Asked]) -> Quality:
    courteous = [row for row in rows if row.kind == SMALLTALK]
    answerable = [row for row in rows if row.right and row.kind != SMALLTALK]
    others = [row for row in rows if not row.right]
    at_once = [row for row in answerable if row.decision.decided == Decided.ANSWER]
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for row in answerable:
        kinds[row.kind].append(row)
    return Quality(
        len(rows),
        _share(row.place == 0 for row in answerable),
        _share(row.place is not None for row in answerable),
        _share(row.decision.decided == Decided.ANSWER for row in others),
        _share(row.decision.decided == Decided.CHOICE for row in others),
        len(at_once) / max(1, len(answerable)),
        _share(row.place == 0 for row in at_once),
        _share(row.decision.decided == Decided.SMALLTALK for row in courteous),
        {
            kind: (len(of), _share(row.place == 0 for row in of), _share(row.place is not None for row in of))
            for kind, of in sorted(kinds.items())
        },
    )


def told(quality: Quality) -> str:
    kinds = "\n".join(
        f"  {kind:10} {count:4} {top_1:6.3f} {top_3:6.3f}" for kind, (count, top_1, top_3) in quality.by_kind.items()
    )
    return (
        f"{quality.queries} queries: top-1 {quality.top_1:.3f}, top-3 {quality.top_3:.3f}\n"
        f"without an answer: answered {quality.wrongly_answered:.3f}, offered a choice {quality.wrongly_offered:.3f}\n"
        f"with one: answered at once {quality.answered:.3f}, of these rightly {quality.right_of_answered:.3f}\n"
        f"small talk taken for it {quality.smalltalk:.3f}\n"
        f"by kind: queries, top-1, top-3\n{kinds}"
    )


def _share(values: Iterable[bool]) -> float:
    kept = list(values)
    return sum(kept) / max(1, len(kept))
