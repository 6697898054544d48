"""Answers of the staff's as the voice menu reads them. One with digits is not read: machines read them wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cabinet.core.questions import Question, Written
from cabinet.home.help.known import KNOWN
from chat.models import Answer

ARROW = " → "  # «Деньги» → «Операции»: on a page a way, aloud a pause
DIGIT = re.compile(r"\d")


def _find(slug: str) -> Question | None:
    answer = KNOWN.get().by_slug.get(slug)
    return _aloud(answer) if answer and _can_be_read(answer) else None


def _all() -> Iterable[Question]:
    return (_aloud(answer) for answer in KNOWN.get().by_slug.values() if _can_be_read(answer))


def _can_be_read(answer: Answer) -> bool:
    return not any(DIGIT.search(text) for text in (answer.text_ru, answer.text_en))


def _aloud(answer: Answer) -> Question:
    text = answer.text.replace(ARROW, ", ")
    return Question(slug=answer.slug, title=answer.title, answer=tuple(filter(None, text.split("\n"))))


WRITTEN = Written(find=_find, all=_all)
