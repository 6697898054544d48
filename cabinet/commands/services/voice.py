"""A call to the short number: what is said after the keys that were pressed, and what the keys mean then (N5).

The keys since the call began say where it is, so there is nothing to remember between two requests of the machine but
its answers.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import cast

from django.conf import settings
from django.db import OperationalError
from django.utils import translation

from cabinet.accounts.models import Line
from cabinet.commands import texts
from cabinet.commands import voice_texts as words
from cabinet.commands.models import VoiceAction, VoiceMenuItem
from cabinet.commands.services.deadline import Deadline
from cabinet.commands.services.exchange import AnotherRequest, Answer, Place, answer_once, said_before
from cabinet.commands.services.run import call_is_within_limit, open_line, run
from cabinet.commands.services.voice_path import AGAIN, Tree, Where, walk
from cabinet.core import brand, commands, questions
from cabinet.core.aloud import key_aloud, phone_aloud
from cabinet.core.channels import Channel
from cabinet.core.commands import Asked, Caller
from cabinet.core.errors import DomainError
from cabinet.core.sparse_log import SparseLog
from cabinet.requests.models import Request
from chat.waiting.call_backs import CALL_BACK, order_call_back

logger = logging.getLogger(__name__)
slow = SparseLog(logger)

LONGEST = 50  # keys of a call


@dataclass(frozen=True, kw_only=True)
class Call:
    """`msisdn` is empty where the network did not say who calls; `keys` are all that were pressed in this call."""

    name: str
    msisdn: str
    keys: str


def answer(call: Call, *, now: datetime) -> Answer:
    """What the caller hears, within about a second; the same call and keys hear the same, and what they do is done
    once. Raises `AnotherRequest` where the call is another telephone's. What cannot be answered in time leads to a
    specialist."""
    try:
        return _answered(call, now)
    except AnotherRequest:
        raise
    except OperationalError as error:
        slow.warning("a call was answered late: %s", type(error).__name__)
    except Exception:
        logger.exception("a call could not be answered")
    language = texts.default_language()
    return Answer(words.said_in_code(words.FAILED, language), transfer=settings.IVR_SPECIALIST_QUEUE or None)


def _answered(call: Call, now: datetime) -> Answer:
    at = Place(channel=Channel.IVR, name=call.name, step=call.keys, msisdn=call.msisdn)
    deadline = Deadline()
    with deadline.transaction():
        before = said_before(at, asked=call.keys)
    if before is not None:
        return before
    if not call_is_within_limit(call.msisdn or call.name):
        return Answer(words.said_in_code(words.ENDS, texts.default_language()))
    with deadline.transaction():
        return answer_once(at, asked=call.keys, now=now, answer=partial(_say, call, at, now))


def _say(call: Call, at: Place, now: datetime) -> Answer:
    """«Repeat» says what was said: a command that ran is not run anew."""
    heard = call.keys.rstrip(AGAIN)
    if heard != call.keys and (before := said_before(replace(at, step=heard), asked=heard)):
        return before
    line = open_line(call.msisdn)
    language = line.sms_language if line else texts.default_language()
    with translation.override(language):
        if len(call.keys) >= LONGEST:
            return Answer(words.said(words.ENDS, language))
        return _Voice(call, line, language, now).say(walk(call.keys, Tree.read()))


@dataclass(frozen=True)
class _Voice:
    """What is said to one caller. `line` is theirs, if the network said who calls and it is ours."""

    call: Call
    line: Line | None
    language: str
    now: datetime

    def say(self, where: Where) -> Answer:
        if where.asked_back:
            return self._call_back()
        if where.at_specialist:
            return self._specialist(where)
        said = [translation.gettext("Такой клавиши здесь нет.")] if where.is_wrong else []
        said.append(self._chosen(where.chosen) if where.chosen else where.menu.text)
        said += [self._offer(key, title) for key, title in where.items().items()]
        if not where.at_beginning:
            said.append(translation.gettext("Чтобы вернуться в начало, нажмите звёздочку."))
        return Answer(" ".join(filter(None, said)), goes_on=True, keys=where.keys())

    def _chosen(self, item: VoiceMenuItem) -> str:
        if item.action == VoiceAction.COMMAND:
            return self._run(item.command)
        if item.action == VoiceAction.QUESTION:
            return self._popular(item.question)
        return item.text

    def _run(self, name: str) -> str:
        """Nothing of anybody's is told to whom the network does not know, nor to a telephone that was lost."""
        command = commands.named(name)
        if not self.call.msisdn or command is None:
            return words.said(words.NOT_SEEN, self.language)
        if self.line is None:
            return words.said(words.NOT_OURS, self.language)
        if self.line.is_blocked:
            return words.said(words.BLOCKED, self.language)
        caller = Caller(self.line, self.call.msisdn, Channel.IVR, self.language)
        text = run(Asked(command, {}), caller, self.now).text
        return text if text.endswith((".", "!", "?")) else f"{text}."

    def _popular(self, slug: str) -> str:
        found = questions.question(slug)
        numbers = brand.current()
        free = phone_aloud(numbers.support_phone_free, self.language)
        short = phone_aloud(numbers.support_phone, self.language)
        return " ".join(found.paragraphs(free=free, short=short)) if found else ""

    def _specialist(self, where: Where) -> Answer:
        queue = settings.IVR_SPECIALIST_QUEUE
        text = words.said(words.SPECIALIST if queue else words.NO_SPECIALIST, self.language)
        return Answer(text, goes_on=True, keys=where.keys(), transfer=queue or None)

    def _call_back(self) -> Answer:
        request = self._asked_back() if self.line else None
        if request is None:
            queue = settings.IVR_SPECIALIST_QUEUE or None
            return Answer(words.said(words.NO_CALL_BACK, self.language), transfer=queue)
        number = phone_aloud(request.number, self.language)
        return Answer(words.said(words.CALL_BACK, self.language, number=number))

    def _asked_back(self) -> Request | None:
        """None where the line was closed or blocked a moment ago: who is there now is not who called."""
        line = cast(Line, self.line)
        key = f"{CALL_BACK}:{line.pk}:{self.call.name}"[:100]
        try:
            return order_call_back(line=line, by=None, channel=Channel.IVR, now=self.now, dedup_key=key)
        except DomainError:
            return None

    def _offer(self, key: str, title: str) -> str:
        said = {"title": title.rstrip("?.!"), "key": key_aloud(key, self.language)}
        return translation.gettext("%(title)s — нажмите %(key)s.") % said
