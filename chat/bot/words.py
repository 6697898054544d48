"""Words of what people write, alike however they are written."""

from __future__ import annotations

import re

NUMBER = "#"  # which number, tells little about what is asked
WORD = re.compile(r"[a-zа-я]+(?:-[a-zа-я]+)*|[0-9][0-9.,*#]*")
LATIN, CYRILLIC = re.compile("[a-z]"), re.compile("[а-я]")
SENTENCE = re.compile(r"[.!?;\n]+\s*")


def normalised(text: str) -> str:
    return text.lower().replace("ё", "е").replace("₽", " руб ").replace("’", "'")


def words_of(text: str) -> list[str]:
    """`text` is normalised."""
    return [NUMBER if word[0].isdigit() else word for word in WORD.findall(text)]


def sentences_of(text: str) -> list[str]:
    return [part for part in SENTENCE.split(text) if part]
