"""The voice menu to begin with, made after a migration where there is none; from then on it is the staff's."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.utils import translation

from cabinet.core import questions

GREETING = (
    "Здравствуйте! Это голосовое меню оператора.",
    "Hello! This is the operator's voice menu.",
)
FIRST = (
    ("1", "Баланс", "Balance", {"action": "command", "command": "billing.balance"}),
    ("2", "Ваш номер", "Your number", {"action": "command", "command": "accounts.number"}),
    ("3", "Частые вопросы", "Popular questions", {"action": "menu"}),
    ("4", "Ваши услуги", "Your services", {"action": "command", "command": "subscriptions.services"}),
    ("0", "Специалист", "A specialist", {"action": "specialist"}),
)
QUESTIONS_KEY = "3"


def make_menu(apps: Any = installed, **kwargs: Any) -> None:
    """`apps`: the models as far as they are migrated."""
    try:
        item = apps.get_model("commands", "VoiceMenuItem")
    except LookupError:  # not migrated yet
        return
    if item.objects.exists():
        return
    beginning = item.objects.create(
        title_ru="Начало", title_en="Beginning", action="menu", text_ru=GREETING[0], text_en=GREETING[1]
    )
    made = {
        key: item.objects.create(parent=beginning, key=key, title_ru=title_ru, title_en=title_en, **does)
        for key, title_ru, title_en, does in FIRST
    }
    for key, question in zip("123456789", questions.questions(), strict=False):
        item.objects.create(
            parent=made[QUESTIONS_KEY],
            key=key,
            title_ru=_in("ru", question),
            title_en=_in("en", question),
            action="question",
            question=question.slug,
        )


def _in(language: str, question: questions.Question) -> str:
    with translation.override(language):
        return str(question.title)[:80]
