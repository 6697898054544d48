"""The voice menu of the short number (N5): a tree that staff edit."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.core.languages import in_language


class VoiceAction(models.TextChoices):
    MENU = "menu", _("открыть подменю")
    SAY = "say", _("сказать текст")
    COMMAND = "command", _("выполнить команду")
    QUESTION = "question", _("ответить на частый вопрос")
    SPECIALIST = "specialist", _("соединить со специалистом")


class VoiceMenuItem(models.Model):
    """What one key does within the menu that is its parent. The item without a parent is the menu that a call begins
    in; there is one."""

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="items", verbose_name=_("в каком меню")
    )
    key = models.CharField(
        _("клавиша"),
        max_length=1,
        blank=True,
        validators=[RegexValidator(r"^[0-9]$", _("Клавиша — одна цифра."))],
        help_text=_("Цифра от 0 до 9. Звёздочка всегда возвращает в начало, решётка повторяет."),
    )
    title_ru = models.CharField(_("название"), max_length=80, help_text=_("Звучит перед клавишей: «Баланс»."))
    title_en = models.CharField(_("название по-английски"), max_length=80)
    action = models.CharField(_("что делает"), max_length=10, choices=VoiceAction)
    text_ru = models.TextField(
        _("что сказать"),
        max_length=600,
        blank=True,
        help_text=_("Для «сказать текст» обязательно; в меню звучит перед его пунктами. Пишите так, как читать вслух."),
    )
    text_en = models.TextField(_("что сказать по-английски"), max_length=600, blank=True)
    command = models.CharField(_("команда"), max_length=60, blank=True)
    question = models.CharField(_("частый вопрос"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("пункт голосового меню")
        verbose_name_plural = _("голосовое меню")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "key"],
                name="commands_voice_key_once",
                violation_error_message=_("В этом меню такая клавиша уже занята."),
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(parent=None),
                name="commands_voice_one_beginning",
                violation_error_message=_("Начало меню уже есть: выберите, в каком меню этот пункт."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None, key="", action=VoiceAction.MENU) | Q(parent__isnull=False) & ~Q(key=""),
                name="commands_voice_key_unless_beginning",
                violation_error_message=_("У пункта должна быть клавиша; без неё только начало, и это подменю."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}".strip()

    @property
    def title(self) -> str:
        return in_language(self.title_ru, self.title_en)

    @property
    def text(self) -> str:
        return in_language(self.text_ru, self.text_en)

    def clean(self) -> None:
        from cabinet.commands.voice_rules import refuse_wrong

        refuse_wrong(self)
