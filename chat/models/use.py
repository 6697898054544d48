"""How often answers are used: «Помощь» puts the popular ones first."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.knowledge import Answer


class AnswerUse(models.Model):
    """One answer on one day of UTC: read as a page, told by the bot, and what people said of it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="uses", verbose_name=_("ответ"))
    day = models.DateField(_("день"))
    viewed = models.PositiveIntegerField(_("открыли"), default=0)
    told = models.PositiveIntegerField(_("сказал бот"), default=0)
    helped = models.PositiveIntegerField(_("помогло"), default=0)
    missed = models.PositiveIntegerField(_("не помогло"), default=0)

    class Meta:
        verbose_name = _("как пользуются ответом")
        verbose_name_plural = _("как пользуются ответами")
        constraints = [models.UniqueConstraint(fields=["answer", "day"], name="chat_answer_use_once")]
        indexes = [models.Index(fields=["day"], name="chat_answer_use_day")]

    def __str__(self) -> str:
        return f"{self.answer_id}, {self.day}"
