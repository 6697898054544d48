"""Words that are spelt like a given one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

SHORTEST = 3
MOST = 6
SOUNDS = str.maketrans("оеэяыйюбдгзжв", "аиииииуптксшф", "ьъ")
TWICE = re.compile(r"(.)\1+")


def heard_like(word: str) -> str:
    """A key that words share which sound much alike: «падключит» and «подключить»."""
    return TWICE.sub(r"\1", word.translate(SOUNDS).replace("тс", "ц").replace("сч", "щ"))


def pieces(word: str) -> set[str]:
    """Pairs and triples of letters, the edges of the word among them."""
    edged = f"_{word}_"
    return {edged[at : at + size] for size in (2, 3) for at in range(len(edged) - size + 1)}


class Spelling:
    """Never changes once made. `words` are those that are known."""

    def __init__(self, words: Iterable[str]) -> None:
        self.known = frozenset(words)
        self._words = sorted(word for word in self.known if len(word) >= SHORTEST)
        listed: dict[str, list[int]] = defaultdict(list)
        counts = []
        for at, word in enumerate(self._words):
            found = pieces(word)
            counts.append(len(found))
            for piece in found:
                listed[piece].append(at)
        self._counts = np.array(counts, dtype=np.float32)
        self._rows = {piece: np.array(rows) for piece, rows in listed.items()}

    def like(self, word: str, *, least: float) -> list[tuple[str, float]]:
        """Known words by how much of their pieces they share with `word` (0 to 1), the most alike first."""
        if not self._words:
            return []
        found = pieces(word)
        shared = np.zeros(len(self._words), dtype=np.float32)
        for piece in found:
            if piece in self._rows:
                shared[self._rows[piece]] += 1
        alike = 2 * shared / (self._counts + len(found))
        few = min(MOST, len(alike))
        best = np.argpartition(-alike, few - 1)[:few]
        ranked = sorted(((self._words[at], float(alike[at])) for at in best), key=lambda row: (-row[1], row[0]))
        return [(like, share) for like, share in ranked if share >= least]
