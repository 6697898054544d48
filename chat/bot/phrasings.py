"""Stored phrasings by how much of a question they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from chat.bot.reading import Said, Unit
from chat.bot.synonyms import synonyms

Numbers = npt.NDArray[np.float32]

ASKED, STORED = 0.6, 0.4  # how much it matters that the question is covered, and that the phrasing is
BEST, SEVERAL = 0.4, 0.6  # the best phrasing of an answer, and its best few together
FEW = 4
LOOKED_AT = 80  # phrasings among which the best few are looked for
NEAR = 0.45  # of what is alike, but not the same
NOBODY_KNOWS = 0.7  # weight of a word that stands in no phrasing, beside the rarest that does


class Phrasings:
    """Never changes once made. `answer_of` says to which of `count` answers each phrasing belongs."""

    def __init__(self, said: Sequence[Said], answer_of: npt.NDArray[np.int64], count: int) -> None:
        self._answer_of, self._count = answer_of, count
        stored = [{unit.name for unit in each.units} for each in said]
        rows: dict[str, list[int]] = defaultdict(list)
        for at, names in enumerate(stored):
            for name in names:
                rows[name].append(at)
        self._rows = {name: np.array(places) for name, places in rows.items()}
        answers = Counter({name: len(set(answer_of[places])) for name, places in self._rows.items()})
        self._weight = {
            name: _rare(answers[name], count) / 2 + _rare(len(places), len(said)) / 4
            for name, places in self._rows.items()
        }
        self._unknown = NOBODY_KNOWS * (_rare(1, count) / 2 + _rare(1, len(said)) / 4)
        self._whole = np.array([sum(self._weight[name] for name in names) or 1.0 for names in stored], dtype=np.float32)

    def scores(self, said: Said) -> Numbers:
        """For each answer, from 0 to 1."""
        shared = np.zeros(len(self._whole), dtype=np.float32)
        asked = 0.0
        for name, sure in _surest(said.units).items():
            weight = self._weight.get(name, self._unknown)
            asked += weight
            if sure:
                shared += weight * self._where(name, sure)
        if not asked:
            return np.zeros(self._count, dtype=np.float32)
        alike = (shared / asked) ** ASKED * np.minimum(1, shared / self._whole) ** STORED
        return self._by_answer(alike)

    def _where(self, name: str, sure: float) -> Numbers:
        where = np.zeros(len(self._whole), dtype=np.float32)
        for other in synonyms().near.get(name, ()):
            if other in self._rows:
                where[self._rows[other]] = NEAR * sure
        if name in self._rows:
            where[self._rows[name]] = sure
        return where

    def _by_answer(self, alike: Numbers) -> Numbers:
        best = np.zeros(self._count, dtype=np.float32)
        np.maximum.at(best, self._answer_of, alike)
        several = np.zeros(self._count, dtype=np.float32)
        for answer, scores in self._nearest(alike):
            several[answer] = sum(scores) / FEW
        return BEST * best + SEVERAL * several

    def _nearest(self, alike: Numbers) -> Iterator[tuple[int, list[float]]]:
        looked = min(LOOKED_AT, len(alike))
        found: dict[int, list[float]] = defaultdict(list)
        places = np.argpartition(-alike, looked - 1)[:looked]
        for place in places[np.argsort(-alike[places], kind="stable")]:
            scores = found[int(self._answer_of[place])]
            if len(scores) < FEW:
                scores.append(float(alike[place]))
        yield from found.items()


def _rare(times: int, of: int) -> float:
    return float(np.log(1 + of / times))


def _surest(units: Sequence[Unit]) -> dict[str, float]:
    surest: dict[str, float] = {}
    for unit in units:
        surest[unit.name] = max(unit.sure, surest.get(unit.name, 0.0))
    return surest
