"""Words of what people write, alike however they are written."""

from __future__ import annotations

import re

NUMBER = "#"  # which number, tells nothing about what is asked
WORD = re.compile(r"[a-zа-я]+(?:-[a-zа-я]+)*|[0-9][0-9 .,*#-]*")


def normalised(text: str) -> str:
    return text.lower().replace("ё", "е")


def words_of(text: str) -> list[str]:
    return [word if word[0].isalpha() else NUMBER for word in WORD.findall(normalised(text))]
