"""What tells answers from one another: which traits of a question speak for which answer.

A ridge regression from traits (what was said, pairs of it, word forms, pieces of words) to answers: it learns that
«тариф» alone says little and «дешевле» beside it much, which no single phrasing tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from chat.bot.reading import Said

Numbers = npt.NDArray[np.float32]

MOST = 2048  # traits that are learnt, the most frequent; making takes time with its cube
LEAST = 2  # phrasings in which a trait stands
RIDGE = 1.0
PAIR, FORM, PIECE = 0.7, 0.5, 0.5  # how much they matter beside a unit
SIZE = 3  # letters of a piece


def traits(said: Said) -> dict[str, float]:
    """Each with how much it matters."""
    names = [unit.name for unit in said.units]
    found = dict.fromkeys((f"u {name}" for name in names), 1.0)
    found |= dict.fromkeys((f"p {one} {other}" for one, other in pairwise(names)), PAIR)
    found |= dict.fromkeys((f"f {form}" for form in said.lemmas), FORM)
    edged = [f"_{word}_" for word in said.words]
    pieces = (word[at : at + SIZE] for word in edged for at in range(len(word) - SIZE + 1))
    return found | dict.fromkeys((f"c {piece}" for piece in pieces), PIECE)


class Traits:
    """Never changes once made."""

    def __init__(self, said: Sequence[Said], answer_of: npt.NDArray[np.int64], count: int) -> None:
        found = [traits(each) for each in said]
        times = Counter(name for each in found for name in each)
        usual = [name for name, stands in times.most_common(MOST) if stands >= LEAST]
        self._place = {name: at for at, name in enumerate(usual)}
        self._rare = {name: float(np.log(1 + len(said) / times[name])) for name in usual}
        self._unknown = float(np.log(1 + len(said)))
        self._speaks = self._learnt(found, answer_of, count)

    def scores(self, said: Said) -> Numbers:
        """For each answer: about 1 where everything speaks for it, about 0 where nothing does."""
        places, weights = self._vector(traits(said))
        return weights @ self._speaks[places]

    def _vector(self, found: Mapping[str, float]) -> tuple[npt.NDArray[np.int64], Numbers]:
        """Places and weights of known traits; unknown ones only make the rest weigh less."""
        known = [
            (self._place[name], matters * self._rare[name]) for name, matters in found.items() if name in self._place
        ]
        unknown = sum((matters * self._unknown) ** 2 for name, matters in found.items() if name not in self._place)
        places = np.array([place for place, _ in known], dtype=np.int64)
        weights = np.array([weight for _, weight in known], dtype=np.float32)
        length = float(np.sqrt(weights @ weights + unknown)) or 1.0
        return places, weights / np.float32(length)

    def _learnt(self, found: Sequence[Mapping[str, float]], answer_of: npt.NDArray[np.int64], count: int) -> Numbers:
        size = len(self._place)
        together = np.zeros((size, size), dtype=np.float32)
        told = np.zeros((size, count), dtype=np.float32)
        for each, answer in zip(found, answer_of, strict=True):
            places, weights = self._vector(each)
            together[np.ix_(places, places)] += np.outer(weights, weights)
            told[places, answer] += weights
        together[np.diag_indices(size)] += RIDGE
        return np.linalg.solve(together, told) if size else told
