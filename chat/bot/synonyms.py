"""Words that people say for one another (`synonyms.txt`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from chat.bot.lemmas import lemma
from chat.bot.words import normalised, words_of

FILE = Path(__file__).with_name("synonyms.txt")
NEAR = "near"
SEVERAL = 4  # words of the longest that is looked for

Lemmas = tuple[str, ...]


class Synonyms:
    """`taken_for`: what words in a row mean; `near`: what is alike, but not the same."""

    def __init__(self, text: str) -> None:
        same, _, near = text.partition(f"\n{NEAR}\n")
        self.taken_for: dict[Lemmas, str] = {}
        for head, others in _lines(same):
            for words in (head, *others):
                self.taken_for.setdefault(words, " ".join(head))
        self.words = {word for words in self.taken_for for word in words}
        alike: dict[str, set[str]] = defaultdict(set)
        for head, others in _lines(near):
            for words in others:
                one, other = self._name(head), self._name(words)
                alike[one].add(other)
                alike[other].add(one)
        self.near = {name: frozenset(names - {name}) for name, names in alike.items()}

    def _name(self, words: Lemmas) -> str:
        return self.taken_for.get(words, " ".join(words))

    def units(self, lemmas: Sequence[str]) -> list[tuple[str, int, int]]:
        """What `lemmas` mean: each with where its words begin and end."""
        found, at = [], 0
        while at < len(lemmas):
            for count in range(min(SEVERAL, len(lemmas) - at), 0, -1):
                meant = self.taken_for.get(tuple(lemmas[at : at + count]))
                if meant is not None:
                    break
            else:
                meant, count = lemmas[at], 1
            found.append((meant, at, at + count))
            at += count
        return found


@cache
def synonyms() -> Synonyms:
    return Synonyms(FILE.read_text(encoding="utf-8"))


def _lines(text: str) -> list[tuple[Lemmas, list[Lemmas]]]:
    lines = [line for line in text.splitlines() if ":" in line and not line.startswith("#")]
    split = [line.split(":", 1) for line in lines]
    return [(_lemmas(head), [_lemmas(words) for words in others.split(",") if words.strip()]) for head, others in split]


def _lemmas(text: str) -> Lemmas:
    return tuple(lemma(word) for word in words_of(normalised(text)))
