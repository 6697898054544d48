"""What lessons keep of people (A15): the question that somebody asked, in one line and without numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.personal_data import PersonalData, Row
from chat.models import Conversation, Lesson, LessonState

ERASED = "—"


def _lessons(user: User, now: datetime) -> Iterator[Row]:
    for lesson in Lesson.objects.filter(message__conversation__author=user).order_by("pk").iterator():
        yield {"at": lesson.proposed_at, "question": lesson.phrasing}


def _erase(user: User, now: datetime) -> None:
    """What the bot learnt is everybody's by then; what it did not, goes."""
    erase_lessons(Conversation.objects.filter(author=user))


def erase_lessons(conversations: QuerySet[Conversation]) -> None:
    """The same of whoever's `conversations`."""
    lessons = Lesson.objects.filter(message__conversation__in=conversations).exclude(state=LessonState.APPROVED)
    lessons.update(phrasing=ERASED, title_ru="", title_en="", text_ru="", text_en="")


LESSONS = PersonalData(
    name="lessons",
    models=("chat.Lesson",),
    about=_("Ваши вопросы, на которые специалисты предложили научить отвечать бота."),
    fields={"at": _("Когда"), "question": _("Вопрос")},
    export=_lessons,
    erase=_erase,
)
