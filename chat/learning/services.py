"""Teaching the bot: a specialist proposes, a supervisor approves; only then does the bot know (C15).

The bot's processes see that the knowledge changed by its version, which the database itself moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import Right, has_staff_right
from cabinet.accounts.models import User
from cabinet.core.errors import DomainError, NotFound
from chat.learning.selectors import LONG_NUMBER
from chat.models import Answer, Lesson, LessonState, Message, Phrasing, Subject

WORDS = ("phrasing", "language", "answer", "subject", "title_ru", "title_en", "text_ru", "text_en")


class TaughtAlready(DomainError):
    code = "taught_already"
    message = _("Из этого ответа урок уже сделан.")


class KnownAlready(DomainError):
    code = "known_already"
    message = _("Бот уже знает этот вопрос и отвечает на него именно так.")


class LessonDecided(DomainError):
    code = "lesson_decided"
    message = _("По этому уроку решение уже есть.")


class PersonalNumber(DomainError):
    code = "personal_number"
    message = _("Уберите номера телефонов, договоров и карт: этот ответ увидят все.")


class NotComplete(DomainError):
    code = "lesson_not_complete"
    message = _("Чтобы бот отвечал, нужны раздел, вопрос и ответ на обоих языках.")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is taught: `phrasing`, and the `answer` that there is, or a new one."""

    phrasing: str
    language: str = "ru"
    answer: Answer | None = None
    subject: Subject | None = None
    title_ru: str = ""
    title_en: str = ""
    text_ru: str = ""
    text_en: str = ""

    @property
    def is_complete(self) -> bool:
        new = (self.subject, self.title_ru, self.title_en, self.text_ru, self.text_en)
        return bool(self.phrasing) and (self.answer is not None or all(new))


def teach(*, message: Message, words: Words, by: User, now: datetime) -> Lesson:
    """Propose that the bot learns `words` from the reply `message`. Raises `TaughtAlready`, `KnownAlready`,
    `PersonalNumber`, `NotFound` for who does not answer at the desk."""
    if not has_staff_right(by, Right.ANSWER):
        raise NotFound
    _refuse(words)
    lesson = Lesson(message=message, proposed_by=by, proposed_at=now, **_fields(words))
    try:
        with transaction.atomic():
            lesson.save(force_insert=True)
    except IntegrityError:
        raise TaughtAlready from None
    return lesson


@transaction.atomic
def approve(*, lesson: Lesson, words: Words, by: User, now: datetime) -> Lesson:
    """The bot knows `words`, as the supervisor mended them, from now on. The same supervisor again changes nothing.

    Raises `LessonDecided`, `NotComplete`, `PersonalNumber`, `KnownAlready`, `NotFound` for who leads no shift.
    """
    lesson = _held(lesson, by)
    if lesson.state == LessonState.APPROVED and lesson.decided_by_id == by.pk:
        return lesson
    if lesson.state != LessonState.WAITING:
        raise LessonDecided
    if not words.is_complete:
        raise NotComplete
    _refuse(words)
    answer = words.answer or _new_answer(words, now)
    Phrasing.objects.get_or_create(answer=answer, language=words.language, text=words.phrasing)
    for name, value in _fields(words).items():
        setattr(lesson, name, value)
    lesson.answer = answer
    return _decided(lesson, LessonState.APPROVED, by=by, now=now)


@transaction.atomic
def reject(*, lesson: Lesson, by: User, now: datetime) -> Lesson:
    """The bot does not learn it. Raises `LessonDecided`, `NotFound`."""
    lesson = _held(lesson, by)
    if lesson.state == LessonState.REJECTED:
        return lesson
    if lesson.state != LessonState.WAITING:
        raise LessonDecided
    return _decided(lesson, LessonState.REJECTED, by=by, now=now)


def _held(lesson: Lesson, by: User) -> Lesson:
    if not has_staff_right(by, Right.SUPERVISE):
        raise NotFound
    return Lesson.objects.select_for_update(no_key=True).get(pk=lesson.pk)


def _decided(lesson: Lesson, state: LessonState, *, by: User, now: datetime) -> Lesson:
    lesson.state, lesson.decided_by, lesson.decided_at = state, by, now
    lesson.save()
    return lesson


def _refuse(words: Words) -> None:
    if any(LONG_NUMBER.search(text) for text in (words.phrasing, words.title_ru, words.title_en)):
        raise PersonalNumber
    if words.answer is None:
        if any(LONG_NUMBER.search(text) for text in (words.text_ru, words.text_en)):
            raise PersonalNumber
    elif Phrasing.objects.filter(answer=words.answer, text__iexact=words.phrasing).exists():
        raise KnownAlready


def _new_answer(words: Words, now: datetime) -> Answer:
    subject = words.subject
    if subject is None:
        raise NotComplete
    return Answer.objects.create(
        slug=_free_slug(words.title_en),
        subject=subject,
        title_ru=words.title_ru,
        title_en=words.title_en,
        text_ru=words.text_ru,
        text_en=words.text_en,
        changed_at=now,
    )


def _free_slug(title: str) -> str:
    """Of the English question; with a number where another has it."""
    slug = slugify(title)[:50].strip("-") or "answer"
    taken = set(Answer.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _fields(words: Words) -> dict[str, object]:
    """The lesson's own, by name."""
    return {name: getattr(words, name) for name in WORDS}
