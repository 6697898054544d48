"""What a specialist wants the bot to learn from a reply (C15)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.knowledge import Answer, Subject
from chat.models.messages import Message


class LessonState(models.TextChoices):
    WAITING = "waiting", _("ждёт проверки")
    APPROVED = "approved", _("бот отвечает")
    REJECTED = "rejected", _("не подошло")


class Lesson(models.Model):
    """A way to ask, with an answer that there is (`answer`), or a new one (`subject`, titles, texts). Nothing of it is
    known to the bot until a supervisor approves; then `answer` is the one that knows it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="lesson")
    language = models.CharField(_("язык"), max_length=2, choices=settings.LANGUAGES, default="ru")
    phrasing = models.CharField(_("как спрашивают"), max_length=200)
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.SET_NULL, related_name="lessons", verbose_name=_("ответ")
    )
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("раздел")
    )
    title_ru = models.CharField(_("вопрос"), max_length=120, blank=True)
    title_en = models.CharField(_("вопрос по-английски"), max_length=120, blank=True)
    text_ru = models.TextField(_("ответ"), max_length=2000, blank=True)
    text_en = models.TextField(_("ответ по-английски"), max_length=2000, blank=True)
    state = models.CharField(_("состояние"), max_length=8, choices=LessonState, default=LessonState.WAITING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("кто предложил")
    )
    proposed_at = models.DateTimeField(_("когда"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто решил"),
    )
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)

    class Meta:
        verbose_name = _("урок бота")
        verbose_name_plural = _("уроки бота")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="chat_lesson_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["proposed_at"], condition=Q(state="waiting"), name="chat_lesson_waiting"),
        ]

    def __str__(self) -> str:
        return self.phrasing
