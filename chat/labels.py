"""Labels by which specialists find conversations again (C13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet

from chat.models import Conversation, Label

MOST = 100  # labels offered


@dataclass(frozen=True)
class Choice:
    label: Label
    chosen: bool


def offered_labels() -> QuerySet[Label]:
    """Those that may be chosen, in their order."""
    return Label.objects.filter(active=True)[:MOST]


def labels_for(conversation: Conversation) -> list[Choice]:
    """What may be chosen for a conversation, and what it has, though it is offered no more."""
    has = {label.pk: label for label in Label.objects.filter(conversations=conversation)}
    offered = list(offered_labels())
    gone = [label for key, label in has.items() if key not in {label.pk for label in offered}]
    return [Choice(label, label.pk in has) for label in [*offered, *gone]]


@transaction.atomic
def set_labels(*, conversation: Conversation, slugs: Collection[str]) -> None:
    """Have exactly the labels called `slugs`; what is unknown is left out. Nothing is told to the subscriber."""
    cast(Any, conversation).labels.set(Label.objects.filter(slug__in=list(slugs)[:MOST]))
