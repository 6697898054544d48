"""The first topics, made after a migration where there are none; from then on they are the staff's."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed

TOPICS = (
    ("services", "Вопрос по услугам", "Question about services"),
    ("general", "Общая консультация", "General advice"),
)


def make_topics(apps: Any = installed, **kwargs: Any) -> None:
    """`apps`: the models as far as they are migrated."""
    try:
        Topic = apps.get_model("chat", "Topic")
    except LookupError:  # the chat is not migrated yet
        return
    if Topic.objects.exists():
        return
    Topic.objects.bulk_create(
        [
            Topic(slug=slug, name_ru=name_ru, name_en=name_en, order=order)
            for order, (slug, name_ru, name_en) in enumerate(TOPICS, start=1)
        ],
        ignore_conflicts=True,
    )
