"""What the bot may be taught: a reply with what was asked, what the bot knows already, what waits for approval."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cabinet.core.errors import NotFound
from chat.bot.asking import ask
from chat.models import (
    Answer,
    AuthorKind,
    Conversation,
    Decided,
    Event,
    EventKind,
    Lesson,
    LessonState,
    Message,
    Phrasing,
    Subject,
)

SHOWN = 100  # lessons that wait
LENGTH = 200  # of a phrasing
LONG_NUMBER = re.compile(r"\d(?:[\s()+-]*\d){6,}")  # of a telephone, a contract, a card: nobody else's business


@dataclass(frozen=True, slots=True)
class Taught:
    """A specialist's reply, and what it answered; `lesson` is what was made of it already."""

    message: Message
    question: str
    lesson: Lesson | None


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that the bot has and that may be the same. `exactly`: a phrasing or the text is the very same."""

    answer: Answer
    score: float
    exactly: bool
    likely: bool  # the bot would answer so, or offer it


def reply_to_teach(conversation: Conversation, client_id: UUID) -> Taught:
    """A specialist's reply, to be made an answer. Raises `NotFound` for notes and for what others said."""
    said = Event.objects.filter(conversation=conversation, kind=EventKind.MESSAGE, message__client_id=client_id)
    event = said.filter(message__author_kind=AuthorKind.SPECIALIST).select_related("message").first()
    if event is None or event.message is None or not event.message.text:
        raise NotFound
    before = Event.objects.filter(
        conversation=conversation,
        kind=EventKind.MESSAGE,
        seq__lt=event.seq,
        message__author_kind=AuthorKind.SUBSCRIBER,
    )
    asked = before.select_related("message").order_by("-seq").first()
    question = asked.message.text if asked is not None and asked.message is not None else ""
    return Taught(event.message, impersonal(question)[:LENGTH], Lesson.objects.filter(message=event.message).first())


def impersonal(text: str) -> str:
    """`text` in one line, without long numbers."""
    return LONG_NUMBER.sub("…", " ".join(text.split()))


def known_like(phrasing: str, text: str = "") -> list[Known]:
    """What the bot would make of `phrasing`, the likest first, and answers with the very same words or `text`."""
    decision = ask(phrasing)
    likely = decision.decided in (Decided.ANSWER, Decided.CHOICE)
    scores = {each.answer_id: each.score for each in decision.candidates}
    same = set(Phrasing.objects.filter(text__iexact=phrasing).values_list("answer_id", flat=True)[:LENGTH])
    if text:
        same |= set(Answer.objects.filter(text_ru__iexact=text).values_list("pk", flat=True)[:LENGTH])
    found = Answer.objects.filter(pk__in={*scores, *same}, active=True)
    known = [Known(each, scores.get(each.pk, 1.0), each.pk in same, likely or each.pk in same) for each in found]
    return sorted(known, key=lambda each: (not each.exactly, -each.score))


def waiting_lessons() -> list[Lesson]:
    """What nobody has approved or rejected yet, the oldest first."""
    waiting = Lesson.objects.filter(state=LessonState.WAITING).select_related("answer", "proposed_by")
    return list(waiting.order_by("proposed_at")[:SHOWN])


def find_lesson(public_id: UUID) -> Lesson:
    """Raises `NotFound`."""
    found = Lesson.objects.select_related("answer", "proposed_by", "decided_by", "message__conversation")
    lesson = found.filter(public_id=public_id).first()
    if lesson is None:
        raise NotFound
    return lesson


def subjects() -> Iterable[Subject]:
    """Under what a new answer may stand."""
    return Subject.objects.all()
