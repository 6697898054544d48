"""Search over what was said (C13): by words, in Russian full text, or by a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q

from chat.models import Conversation, Message

PAGE = 20
LEAST_DIGITS = 5  # of a number
ABOUT = ("line__contract__owner", "author", "guest", "topic", "specialist")
VECTOR = SearchVector("text", config="russian")  # as the index has it


@dataclass(frozen=True)
class Found:
    """One message that fits, or (`text` is empty) a conversation of a number that fits."""

    conversation: Conversation
    text: str


@dataclass(frozen=True)
class FoundPage:
    """What fits, the newest first; `before` is where older ones begin, None at the end."""

    found: list[Found]
    before: int | None


def find(query: str, *, before: int | None = None) -> FoundPage:
    """One page for `query`: digits are a whole number, anything else words."""
    digits = re.sub(r"\D", "", query)
    if len(digits) >= LEAST_DIGITS and not re.search(r"[^\d\s()+-]", query):
        return _by_number(digits, before)
    return _by_words(query, before) if query.strip() else FoundPage([], None)


def _by_words(query: str, before: int | None) -> FoundPage:
    asked = SearchQuery(query, config="russian", search_type="websearch")
    said = Message.objects.annotate(words=VECTOR).filter(words=asked).defer("data")
    if before is not None:
        said = said.filter(pk__lt=before)
    rows = list(said.select_related(*(f"conversation__{each}" for each in ABOUT)).order_by("-pk")[: PAGE + 1])
    more = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return FoundPage([Found(each.conversation, each.text) for each in rows[:PAGE]], more)


def _by_number(digits: str, before: int | None) -> FoundPage:
    number = f"7{digits[-10:]}"
    fits = Q(line__msisdn=number) | Q(line__number=digits) | Q(guest__msisdn=number)
    talks = Conversation.objects.filter(fits, last_seq__gt=0)
    if before is not None:
        talks = talks.filter(pk__lt=before)
    rows = list(talks.select_related(*ABOUT).order_by("-pk")[: PAGE + 1])
    return FoundPage([Found(each, "") for each in rows[:PAGE]], rows[PAGE - 1].pk if len(rows) > PAGE else None)
