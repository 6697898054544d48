"""Stored phrasings, in memory, to be found by what is like them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from chat.bot.decisions import Candidate
from chat.bot.words import words_of


@dataclass(frozen=True, slots=True)
class Stored:
    """One phrasing of an answer."""

    answer_id: int
    slug: str
    language: str
    text: str


def features(text: str) -> Counter[str]:
    """Words, and their trigrams with the edges of the word."""
    found: Counter[str] = Counter()
    for word in words_of(text):
        found[f"={word}"] += 1
        edged = f"_{word}_"
        found.update(edged[at : at + 3] for at in range(len(edged) - 2))
    return found


class Index:
    """Never changes once made, so threads share it."""

    def __init__(self, stored: Sequence[Stored]) -> None:
        self.answers = sorted({(each.answer_id, each.slug) for each in stored})
        place = {answer: at for at, answer in enumerate(self.answers)}
        self._answer_of = np.array([place[each.answer_id, each.slug] for each in stored], dtype=np.int64)
        listed: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, each in enumerate(stored):
            for feature, times in features(each.text).items():
                listed[feature].append((at, times))
        count = len(stored)
        self._weight = {feature: float(np.log(1 + count / len(rows))) for feature, rows in listed.items()}
        length = np.zeros(count)
        self._rows: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for feature, rows in listed.items():
            ids = np.array([at for at, _ in rows])
            weights = np.array([times * self._weight[feature] for _, times in rows])
            length[ids] += weights**2
            self._rows[feature] = ids, weights
        self._length = np.sqrt(length)

    def best(self, query: str, count: int = 3) -> list[Candidate]:
        """The answers whose phrasings are most like `query`, the best first."""
        if not self.answers:
            return []
        alike = np.zeros(len(self._length))
        square = 0.0
        unknown = float(np.log(1 + len(alike)))
        for feature, times in features(query).items():
            weight = times * self._weight.get(feature, unknown)
            square += weight**2
            if feature in self._rows:
                ids, weights = self._rows[feature]
                alike[ids] += weights * weight
        if not square:
            return []
        alike /= self._length * square**0.5
        scores = np.zeros(len(self.answers))
        np.maximum.at(scores, self._answer_of, alike)
        order = np.argsort(-scores)[:count]
        return [Candidate(self.answers[at][1], self.answers[at][0], round(float(scores[at]), 4)) for at in order]


def index_of(rows: Iterable[Stored]) -> Index:
    return Index(list(rows))
