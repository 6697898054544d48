"""Popular questions with their answers: pages show them, the voice menu reads them aloud. Apps register theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Question:
    """`answer` is in paragraphs, which may name `%(free)s`, the free number of support."""

    slug: str
    title: Promise
    answer: tuple[Promise, ...]

    def paragraphs(self, *, free: str) -> list[str]:
        """The answer in the active language, with `free` as it is to be shown or said."""
        return [str(paragraph).replace("%(free)s", free) for paragraph in self.answer]


_questions: dict[str, Question] = {}


def register(question: Question) -> None:
    """Add a question; its slug is unique."""
    if _questions.get(question.slug, question) != question:
        raise ValueError(f"two questions are called {question.slug}")
    _questions[question.slug] = question


def questions() -> Iterator[Question]:
    """All of them, in the order they were registered."""
    yield from _questions.values()


def question(slug: str) -> Question | None:
    """The question called `slug`, if there is one."""
    return _questions.get(slug)
