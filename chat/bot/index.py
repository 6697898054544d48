"""What the bot knows, in memory: which answers a question may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from chat.bot.phrasings import Phrasings
from chat.bot.reading import Reader
from chat.bot.traits import Traits
from chat.bot.words import CYRILLIC, normalised, sentences_of

FILE = Path(__file__).with_name("elsewhere.txt")
LONGEST = 600  # letters of a question that are read
SENTENCES = 8
LONG = 12  # words from which a question may be a story: each sentence is asked for itself, too
ALONE = 0.7  # what a sentence of a story counts; several that speak for the same count more
AS_STORED = 0.9  # of a question that is stored as it is asked: its answer may have no other phrasing
AGAINST = 0.5  # what it counts that a question is about something else
LEFT = 0.1  # of a score, whatever speaks against it: the order stays
ELSEWHERE = ""  # stands for what the bot is not about, beside the slugs of answers
PHRASINGS, TRAITS = 0.55, 0.45  # what they count


@dataclass(frozen=True, slots=True)
class Stored:
    """One phrasing of the answer `slug`."""

    slug: str
    language: str
    text: str


class Index:
    """Never changes once made, so threads share it."""

    def __init__(self, stored: Sequence[Stored]) -> None:
        self._slugs = sorted({each.slug for each in stored})
        place = {slug: at for at, slug in enumerate(self._slugs)} | {ELSEWHERE: len(self._slugs)}
        asked = [*stored, *_elsewhere()]
        answer_of = np.array([place[each.slug] for each in asked], dtype=np.int64)
        self.reader = Reader(each.text for each in asked if not _in_other_letters(each))
        said = [self.reader.read(self.reader.in_its_letters(normalised(each.text))) for each in asked]
        self._same: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for each, answer in zip(said, answer_of, strict=True):
            self._same[each.lemmas].add(int(answer))
        self._phrasings = Phrasings(said, answer_of, len(place))
        self._traits = Traits(said, answer_of, len(place))

    def best(self, text: str, count: int = 3) -> list[tuple[str, float]]:
        """The slugs of what `text` may mean, each with a score from 0 to 1, the best first.

        `text` is normalised, and in the letters of its language (`reader`).
        """
        scores = self._scores(text[:LONGEST])
        against = AGAINST * max(0.0, float(scores[-1]))
        scores = np.clip(np.maximum(scores[:-1] - against, scores[:-1] * LEFT), 0, 1)
        order = np.argsort(-scores, kind="stable")[:count]
        return [(self._slugs[at], round(float(scores[at]), 4)) for at in order]

    def _scores(self, text: str) -> npt.NDArray[np.float32]:
        whole = self._of(text)
        sentences = sentences_of(text)[:SENTENCES]
        if len(sentences) < 2 or len(text.split()) < LONG:
            return whole
        meant = [np.clip(ALONE * self._of(sentence), 0, 1) for sentence in sentences]
        by_some = 1 - np.prod([1 - scores for scores in meant], axis=0)
        best: npt.NDArray[np.float32] = np.maximum(whole, by_some)
        return best

    def _of(self, text: str) -> npt.NDArray[np.float32]:
        said = self.reader.read(text)
        scores = PHRASINGS * self._phrasings.scores(said) + TRAITS * self._traits.scores(said)
        same = sorted(self._same.get(said.lemmas, ()))
        scores[same] = np.maximum(scores[same], AS_STORED)
        return scores


def _elsewhere() -> list[Stored]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    return [Stored(ELSEWHERE, "ru" if CYRILLIC.search(text) else "en", text) for text in texts]


def _in_other_letters(each: Stored) -> bool:
    """Russian in Latin letters: what it says is learnt from the others."""
    return each.language == "ru" and not CYRILLIC.search(normalised(each.text))
