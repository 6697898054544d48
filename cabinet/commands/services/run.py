"""A command by whichever channel: may this telephone ask, what does it ask for, and what is it answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from cabinet.accounts.models import Line
from cabinet.commands import texts
from cabinet.core.channels import Channel
from cabinet.core.commands import Asked, Caller, find
from cabinet.core.errors import DomainError
from cabinet.core.limits import allow

NOT_SERVED, LOST, BLOCKED, UNKNOWN = "not_served", "lost", "blocked", "unknown"


@dataclass(frozen=True)
class Outcome:
    """`text` for the person, and what became of it: a command's name, or why none ran."""

    text: str
    what: str

    @property
    def is_list(self) -> bool:
        return self.what == UNKNOWN


def within_limit(msisdn: str) -> bool:
    """Count one wish of a telephone, and say whether it is within `COMMANDS_PER_NUMBER`. Speaks to Valkey."""
    return allow(settings.COMMANDS_PER_NUMBER, "commands", msisdn)


def call_is_within_limit(caller: str) -> bool:
    """The same for one key of a call; `caller` is its number, or the call's name where that is unknown."""
    return allow(settings.VOICE_KEYS_PER_NUMBER, "voice", caller)


def open_line(msisdn: str) -> Line | None:
    """The line that has this number now, with its contract and owner."""
    lines = Line.objects.select_related("contract__owner")
    return lines.filter(msisdn=msisdn, closed_at=None).first() if msisdn else None


def refusal(line: Line | None) -> Outcome | None:
    """Why this line's telephone is answered nothing at all, whatever it asks."""
    if line is None:
        return Outcome(texts.words(texts.NOT_SERVED, texts.default_language()), NOT_SERVED)
    if line.is_lost:
        return Outcome(texts.words(texts.LOST, line.sms_language), LOST)
    if line.is_blocked:
        return Outcome(texts.words(texts.BLOCKED, line.sms_language), BLOCKED)
    return None


def respond(
    *,
    msisdn: str,
    text: str,
    channel: Channel,
    now: datetime,
    to: str = "",
    read: Callable[[str], Asked | None] = find,
) -> Outcome:
    """Do what `text` asks for, within the caller's transaction. `read` says what that is; `to` is the short number that
    it was sent to, if it is an SMS.

    A command that refuses, or breaks off, leaves nothing behind; its refusal is the answer.
    """
    line = open_line(msisdn)
    refused = refusal(line)
    if refused is not None or line is None:
        return refused or Outcome("", NOT_SERVED)
    asked = read(text)
    if asked is None:
        return Outcome(texts.list_of_commands(line.sms_language), UNKNOWN)
    return run(asked, Caller(line, msisdn, channel, line.sms_language, to), now)


def run(asked: Asked, caller: Caller, now: datetime) -> Outcome:
    """One command for one who may ask."""
    with translation.override(caller.language):
        try:
            with transaction.atomic():
                return Outcome(asked.command.run(caller, asked.fields, now), asked.command.name)
        except DomainError as error:
            return Outcome(str(error), asked.command.name)
