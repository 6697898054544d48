"""What the bot says to a question: made before the conversation is locked, because it reads much and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import override

from chat.bot.decisions import Decision
from chat.hidden import PERSONAL
from chat.models import MAX_TEXT, Answer, Conversation, Decided
from chat.talk import wording
from chat.talk.owed import Owed
from chat.talk.personal import Ways, answer_personally

CHOICES = 3  # buttons of a choice, besides «Ничего из этого»


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A message of the bot; `calls` a specialist besides. `answer` is which answer of the knowledge it gives.
    `courtesy`: it is small talk of that kind, said back once."""

    text: str
    card: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    calls: bool = False
    answer: Answer | None = None
    courtesy: str = ""


def reply_to(owed: Owed, decision: Decision, *, conversation: Conversation, now: datetime) -> Reply:
    """What the bot says to `owed`, of which retrieval made `decision`."""
    with override(decision.language):
        found = _answers(decision)
        if decision.decided == Decided.SMALLTALK:
            kind = wording.courtesy_of(owed.text)
            return Reply(text=wording.courtesy(kind), data={"courtesy": kind.value}, courtesy=kind.value)
        if decision.decided == Decided.ANSWER and found:
            return give(found[0], decision.language, conversation=conversation, owed=owed, now=now)
        if decision.decided == Decided.CHOICE and found:
            return offer(found, decision.language, wording.which_one())
        return Reply(text=wording.unsure(), calls=True)


def give(answer: Answer, language: str, *, conversation: Conversation, owed: Owed, now: datetime) -> Reply:
    """`answer` in `language`: from live data where its skill may, and with what can be done about it."""
    with override(language):
        personal = answer_personally(answer, conversation=conversation, owed=owed, now=now)
        text = personal.text or wording.text_of(answer, language)
        if personal.confirm_first:
            text = f"{text}\n\n{wording.confirm_first()}"
    data: dict[str, Any] = {"answer": answer.pk, "language": language, "ways": _kept(personal.ways), "helped": None}
    if personal.text:
        data[PERSONAL] = True
    return Reply(text=text[:MAX_TEXT], card="answer", data=data, answer=answer)


def offer(answers: list[Answer], language: str, text: str) -> Reply:
    """Up to three `answers` to choose from."""
    data = {"answers": [answer.pk for answer in answers[:CHOICES]], "language": language, "chosen": []}
    return Reply(text=text, card="choice", data=data)


def _answers(decision: Decision) -> list[Answer]:
    """The candidates in their order, as far as they are still used."""
    by_key = Answer.objects.filter(active=True).in_bulk([each.answer_id for each in decision.candidates])
    return [by_key[each.answer_id] for each in decision.candidates if each.answer_id in by_key]


def _kept(ways: Ways) -> list[dict[str, str]]:
    return [{"label": str(way.label), "url": way.url, "icon": way.icon} for way in ways]
