"""What stands under the bot's messages: an answer with its buttons, and a choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from chat.cards import Card
from chat.models import Answer, Message
from chat.viewers import Viewer

THE_CHAT = "chat"  # an answer that leads here has no button: the person is here


def load_answers(messages: list[Message], viewer: Viewer) -> dict[int, dict[str, Any]]:
    """The buttons of answers: what the skill offered, and the page that the answer talks about."""
    answers = _answers(message.data.get("answer") for message in messages)
    return {message.pk: _answer(message, answers.get(message.data.get("answer"))) for message in messages}


def load_choices(messages: list[Message], viewer: Viewer) -> dict[int, dict[str, Any]]:
    """What there is to choose from, in the language of the question, and what was chosen."""
    answers = _answers(key for message in messages for key in message.data.get("answers", ()))
    return {message.pk: _choice(message, answers) for message in messages if message.data}


ANSWER = Card("answer", "chat/_card_answer.html", load_answers)
CHOICE = Card("choice", "chat/_card_choice.html", load_choices)


def _answer(message: Message, answer: Answer | None) -> dict[str, Any]:
    ways = list(message.data.get("ways", ()))
    way = _page_of(answer, message) if answer is not None else None
    if way is not None and all(each["url"].split("?")[0] != way["url"] for each in ways):  # the skill may lead there
        ways.append(way)
    return {"ways": ways, "helped": message.data.get("helped"), "asks": "helped" in message.data}


def _page_of(answer: Answer, message: Message) -> dict[str, str] | None:
    """The button to the answer's page; none where that page is not there (any more)."""
    with override(message.data.get("language", "ru")):
        label = answer.action_words
    if not label or answer.action == THE_CHAT:
        return None
    try:
        return {"label": label, "name": answer.action, "url": reverse(answer.action), "icon": "arrow-right"}
    except NoReverseMatch:
        return None


def _choice(message: Message, answers: dict[int, Answer]) -> dict[str, Any]:
    chosen = message.data.get("chosen", ())
    with override(message.data.get("language", "ru")):
        options = [
            {"slug": answers[key].slug, "title": answers[key].title, "chosen": answers[key].slug in chosen}
            for key in message.data.get("answers", ())
            if key in answers
        ]
    return {"options": options, "none_chosen": "none" in chosen}


def _answers(keys: Iterable[Any]) -> dict[int, Answer]:
    wanted = {key for key in keys if isinstance(key, int)}
    return Answer.objects.in_bulk(wanted) if wanted else {}
