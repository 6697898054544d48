"""What words are forms of."""

from __future__ import annotations

import logging
from functools import cache, lru_cache

import pymorphy3

from chat.bot.words import LATIN, NUMBER, normalised

REMEMBERED = 50_000
ENDINGS = ("ing", "ed", "es", "s")
SHORTEST = 3  # letters that are left of an English word


@cache
def _dictionary() -> pymorphy3.MorphAnalyzer:
    logging.getLogger("pymorphy3").setLevel(logging.WARNING)  # it tells where its files are
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=REMEMBERED)
def lemma(word: str) -> str:
    """The form that a dictionary names `word` by; of an English word what stands before its ending."""
    if word == NUMBER:
        return word
    if LATIN.match(word):
        return next(
            (word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= SHORTEST), word
        )
    return normalised(_dictionary().parse(word)[0].normal_form)


@lru_cache(maxsize=REMEMBERED)
def is_russian(word: str) -> bool:
    """Whether a dictionary of Russian knows `word`."""
    return bool(_dictionary().word_is_known(word))
