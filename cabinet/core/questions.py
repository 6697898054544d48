"""Popular questions with their answers: the voice menu reads them aloud, and pages show them until staff have written
answers. Those that come with the portal are registered; what staff wrote is looked up first, and goes before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Question:
    """`answer` is in paragraphs, which may name `%(free)s` and `%(short)s`, the numbers of support. `known_as` is the
    slug of the answer of the staff's that is told instead, where there is one."""

    slug: str
    title: str | Promise
    answer: tuple[str | Promise, ...]
    known_as: str = ""

    def paragraphs(self, *, free: str, short: str = "") -> list[str]:
        """The answer in the active language, with the numbers as they are to be shown or said."""
        told = (str(paragraph).replace("%(free)s", free) for paragraph in self.answer)
        return [paragraph.replace("%(short)s", short or free) for paragraph in told]


@dataclass(frozen=True)
class Written:
    """What staff wrote: one of them by its slug, in the active language, and all of them."""

    find: Callable[[str], Question | None]
    all: Callable[[], Iterable[Question]]


_written = Written(find=lambda slug: None, all=lambda: ())


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
    """The question called `slug`, if there is one: in the staff's words, else in those that came with the portal."""
    own = _questions.get(slug)
    name = slug if own is None else own.known_as
    return (_written.find(name) if name else None) or own


def is_question(slug: str) -> bool:
    """Whether there is one; of those that came with the portal it asks nobody."""
    return slug in _questions or _written.find(slug) is not None


def choices() -> Iterator[Question]:
    """What there is to choose from: those that came with the portal, and what staff wrote besides."""
    yield from _questions.values()
    taken = {each.known_as for each in _questions.values()} | set(_questions)
    yield from (each for each in _written.all() if each.slug not in taken)


def look_up(written: Written) -> None:
    """Where the staff's answers are found."""
    global _written
    _written = written
