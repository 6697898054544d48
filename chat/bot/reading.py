"""What a question says, in the words that the knowledge is written in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from chat.bot.latin import by_sound, english_layout, other_layout
from chat.bot.lemmas import is_russian, lemma
from chat.bot.spelling import Spelling, heard_like
from chat.bot.synonyms import synonyms
from chat.bot.words import CYRILLIC, LATIN, NUMBER, normalised, words_of

ENGLISH = frozenset(  # words that say nothing but that this is English
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "do",
        "does",
        "i",
        "my",
        "me",
        "to",
        "of",
        "in",
        "on",
        "for",
        "how",
        "what",
        "where",
        "can",
        "you",
        "it",
        "from",
        "with",
        "your",
        "and",
        "be",
        "am",
        "this",
        "that",
        "at",
        "not",
        "no",
        "why",
        "when",
        "who",
        "please",
        "want",
        "need",
        "get",
        "have",
        "has",
        "was",
        "by",
        "or",
        "but",
        "if",
        "so",
        "there",
        "will",
        "would",
        "could",
        "should",
        "did",
    ]
)
LIKE = 0.5  # that a misspelt word shares with the one that is meant, at least
AS_HEARD = 0.95  # of a word that is written as it sounds
LESS_SURE = 0.8  # of a word that is in the dictionary, and only begins like one of ours
BEGINNING = 4  # letters
AS_WRITTEN = 0.05  # that speaks for the letters that were typed
SHORT = 3
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that was said; `sure` is 1 where it is written as we know it, and 0 where nobody knows it."""

    name: str
    sure: float


@dataclass(frozen=True, slots=True)
class Said:
    words: tuple[str, ...]  # in the letters of its language
    lemmas: tuple[str, ...]  # what they were taken for
    units: tuple[Unit, ...]


class Reader:
    """Reads with the words of `texts`, the phrasings of the knowledge, and the synonyms. Never changes."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._synonyms = synonyms()
        words = {word for text in texts for word in words_of(normalised(text))} - {NUMBER}
        self._lemmas = {lemma(word) for word in words} | self._synonyms.words
        self._spelling = Spelling(words | self._lemmas)
        self._heard = {heard_like(word): word for word in sorted(self._spelling.known) if len(word) > SHORT}
        self._taken = lru_cache(maxsize=REMEMBERED)(self._taken_for)

    def read(self, text: str) -> Said:
        """`text` is normalised, and in the letters of its language."""
        words = words_of(text)
        taken = [self._taken(word) for word in words]
        lemmas = [name for name, _ in taken]
        units = [
            Unit(name, min(sure for _, sure in taken[start:end])) for name, start, end in self._synonyms.units(lemmas)
        ]
        return Said(tuple(words), tuple(lemmas), tuple(units))

    def in_its_letters(self, text: str) -> str:
        """Russian typed in Latin letters, or in the wrong layout, turned into what was meant. `text` is normalised."""
        latin, russian = (len(pattern.findall(text)) for pattern in (LATIN, CYRILLIC))
        if latin > russian:
            readings = [(self._known_share(text, english=True) + AS_WRITTEN, text)]
            readings += [(self._known_share(other), other) for other in (by_sound(text), other_layout(text))]
        elif russian and not any(is_russian(word) for word in words_of(text) if len(word) >= SHORT):
            other = english_layout(text)
            readings = [(self._known_share(text) + AS_WRITTEN, text), (self._known_share(other, english=True), other)]
        else:
            return text
        return max(readings, key=lambda reading: reading[0])[1]

    def _known_share(self, text: str, *, english: bool = False) -> float:
        words = words_of(text)
        length = sum(map(len, words))
        known = sum(len(word) * self._known(word, english=english) for word in words)
        return known / length if length else 0.0

    def _known(self, word: str, *, english: bool) -> float:
        if word in self._spelling.known or (english and word in ENGLISH):
            return 1.0
        if english:
            return 0.0
        if len(word) < SHORT:
            return 0.5 if is_russian(word) else 0.0
        like = self._spelling.like(word, least=LIKE)
        return max(0.6 if is_russian(word) else 0.0, like[0][1] if like else 0.0)

    def _taken_for(self, word: str) -> tuple[str, float]:
        name = lemma(word)
        if name in self._lemmas or word == NUMBER:
            return name, 1.0
        if (heard := self._heard.get(heard_like(word))) is not None and not is_russian(word):
            return lemma(heard), AS_HEARD
        real = is_russian(word)
        for like, share in self._spelling.like(word, least=LIKE):
            if not real:
                return lemma(like), share
            if like[:BEGINNING] == word[:BEGINNING]:
                return lemma(like), share * LESS_SURE
        return name, 0.0
