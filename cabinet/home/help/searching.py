"""Search in «Помощь»: the bot's retrieval, with more said of what it is unsure of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.http import HttpRequest

from cabinet.core.limits import allow
from cabinet.core.net import client_ip, network_prefix
from cabinet.home.help.known import Known
from chat.bot.asking import ask
from chat.knowledge.use import Use, note_use
from chat.models import Answer, BotDecision, Decided, Source
from chat.talk.logged import log

LONGEST = 200  # characters of a question that are read
SALT = "home.help.decision"
LOGGED = "30/minute"  # searches of one device that are kept: what a machine asks, nobody wants to know
ONCE = "1/day"  # that one device counts as use of one answer


@dataclass(frozen=True)
class Found:
    """What was found for `query`. `sure`: the first answer is meant. `mark` names the decision in the links that lead
    on, so that what was opened and whether it helped is known; empty where it was not kept."""

    query: str
    decided: Decided
    answers: list[Answer]
    mark: str = ""

    @property
    def sure(self) -> bool:
        return self.decided == Decided.ANSWER


def search(request: HttpRequest, query: str, known: Known, now: datetime) -> Found:
    """What `query` means."""
    query = " ".join(query.split())[:LONGEST]
    decision = ask(query)
    found = [known.by_slug[each.slug] for each in decision.candidates if each.slug in known.by_slug]
    shown = found if decision.decided in (Decided.ANSWER, Decided.CHOICE) else []
    decided = decision.decided if shown or decision.decided == Decided.SMALLTALK else Decided.SPECIALIST
    if not allow(LOGGED, "help.search", device_of(request)):
        return Found(query, decided, shown)
    kept = log(decision=replace(decision, decided=decided), query=query, source=Source.HELP, now=now)
    return Found(query, decided, shown, signing.dumps(kept.pk, salt=SALT))


def opened(request: HttpRequest, answer: Answer, mark: str, now: datetime) -> None:
    """Somebody reads the page of `answer`, and came from the search named by `mark`, or from elsewhere."""
    if allow(ONCE, "help.viewed", answer.slug, device_of(request)):
        note_use(answer_id=answer.pk, what=Use.VIEWED, now=now)
    if (key := _decision(mark)) is not None:
        BotDecision.objects.filter(pk=key, answer=None).update(answer=answer)


@transaction.atomic
def judged(request: HttpRequest, answer: Answer, mark: str, *, helped: bool, now: datetime) -> None:
    """Somebody says whether `answer` helped: the first word of a device in a day counts."""
    if allow(ONCE, "help.judged", answer.slug, device_of(request)):
        note_use(answer_id=answer.pk, what=Use.HELPED if helped else Use.MISSED, now=now)
    if (key := _decision(mark)) is not None:
        BotDecision.objects.filter(pk=key, answer=answer).update(helped=helped)


def device_of(request: HttpRequest) -> str:
    """Who counts as one: a session, or for those without one everybody at the address."""
    return request.session.session_key or network_prefix(client_ip(request))


def _decision(mark: str) -> int | None:
    try:
        return int(signing.loads(mark, salt=SALT)) if mark else None
    except (signing.BadSignature, TypeError, ValueError):
        return None
