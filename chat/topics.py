"""The first topics, those of guests and those of others: made after a migration where there are none; from then on
they are the staff's."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed

TOPICS = (  # slug, names, whether guests are offered it; who is signed in is offered the others
    ("services", "Вопрос по услугам", "Question about services", False),
    ("general", "Общая консультация", "General advice", False),
    ("mobile", "Мобильная связь", "Mobile service", True),
    ("modems", "USB-модемы", "USB modems", True),
)


def make_topics(apps: Any = installed, **kwargs: Any) -> None:
    """`apps`: the models as far as they are migrated."""
    try:
        Topic = apps.get_model("chat", "Topic")
    except LookupError:  # the chat is not migrated yet
        return
    there = set(Topic.objects.values_list("for_guests", flat=True))
    Topic.objects.bulk_create(
        [
            Topic(slug=slug, name_ru=name_ru, name_en=name_en, order=order, for_guests=for_guests)
            for order, (slug, name_ru, name_en, for_guests) in enumerate(TOPICS, start=1)
            if for_guests not in there
        ],
        ignore_conflicts=True,
    )
