"""What a telephone may ask without a page: USSD codes, words of an SMS and items of the voice menu (N4, N5).

An app registers each of its commands in `apps.py`; `cabinet.commands` hears the telephones, decides who may ask at all,
and calls `run`, which does what the page does by the same service and returns the answer's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from cabinet.core.channels import Channel
from cabinet.core.digits import plain

FIELD = re.compile(r"<([a-z_]+)>")
CODE = re.compile(r"\*[0-9]+(\*([0-9]+|<[a-z_]+>))*#")  # "*102#", "*145*<number>*<sum>#"
AROUND = " .,!?;:\"'«»“”„()"  # what people and keyboards put around a word


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose telephone asks. `line` is its open `accounts.Line`, which works; `language` is that of the answer. `to` is
    the short number that an SMS was sent to."""

    line: Any  # core imports no app
    msisdn: str
    channel: Channel
    language: str
    to: str = ""

    @property
    def listens(self) -> bool:
        """Whether the answer is read aloud."""
        return self.channel == Channel.IVR


Fields = Mapping[str, str]
Run = Callable[[Caller, Fields, datetime], str]
Hears = Callable[[str], Fields | None]  # of a text as it was written; nothing if it is not meant
Owns = Callable[[str], bool]  # of a short number


@dataclass(frozen=True, kw_only=True)
class Command:
    """One thing to ask for. `run(caller, fields, now)` returns the answer, empty where what it did is answer enough (an
    SMS that is on its way to who asked by SMS); it may refuse by a `DomainError`, whose sentence is then the answer.

    `fields` are texts as the person wrote them, by the names in the code; in an SMS they follow the word in the same
    order. `about` is two or three words for the list of commands; a second step, which the answer of the first tells
    of, is not `listed`. `hears` reads what people write in more ways than can be listed. `keeps`: it is done however
    late it is heard.
    """

    name: str  # "billing.balance"
    ussd: str  # "*102#"
    sms: tuple[str, ...]  # ("БАЛАНС", "BALANCE"): in any letter case
    about: str | Promise
    run: Run
    listed: bool = True
    hears: Hears | None = None
    keeps: bool = False

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.ussd):
            raise ValueError(f"{self.name}: {self.ussd} is no code")
        if any(not word or read(word) != word for word in self.sms):
            raise ValueError(f"{self.name}: words of an SMS are written in capitals, with single spaces")

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what it needs to be told."""
        return tuple(FIELD.findall(self.ussd))

    def told(self, text: str) -> Fields | None:
        """The fields of `text`, which was `read`, if it asks for this command."""
        found = _pattern(self.ussd).fullmatch(text.replace(" ", ""))
        if found is not None:
            return found.groupdict()
        for word in self.sms:
            values = _after(word, text, len(self.fields))
            if values is not None:
                return dict(zip(self.fields, values, strict=True))
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that somebody asked for, with what they told."""

    command: Command
    fields: Fields


_commands: dict[str, Command] = {}
_elsewhere: dict[str, tuple[Owns, Command]] = {}


def register(command: Command) -> None:
    """Add a command. Its name, its code and its words are nobody else's."""
    if _commands.get(command.name) == command:
        return
    for other in _commands.values():
        same = {command.name, command.ussd, *command.sms} & {other.name, other.ussd, *other.sms}
        if same:
            raise ValueError(f"two commands are called {', '.join(sorted(same))}")
    _commands[command.name] = command


def commands() -> Iterator[Command]:
    """All commands, in the order of their codes."""
    yield from sorted(_commands.values(), key=lambda command: (len(command.ussd), command.ussd))


def named(name: str) -> Command | None:
    """The command called `name`, if its app is there."""
    return _commands.get(name)


def listen(owns: Owns, command: Command) -> None:
    """Have every SMS to a short number that `owns` says yes to go to `command`, whole, as its field `text`; such a
    number is somebody else's name, and none of the other commands is heard there."""
    _elsewhere[command.name] = (owns, command)


def find(text: str, to: str = "") -> Asked | None:
    """What `text`, an SMS to the short number `to`, asks for; None where that is nothing, or not one thing alone."""
    theirs = [command for owns, command in _elsewhere.values() if to and owns(to)]
    if theirs:
        return Asked(theirs[0], {"text": text})
    meant = read(text)
    found = [Asked(command, fields) for command in commands() if (fields := command.told(meant)) is not None]
    found = found or [
        Asked(command, fields)
        for command in commands()
        if command.hears and (fields := command.hears(text)) is not None
    ]
    return found[0] if len(found) == 1 else None


def read(text: str) -> str:
    """`text` as it was meant: in capitals, Е for Ё, digits of any width as 0–9, single spaces, no marks around it."""
    return " ".join(plain(text).upper().replace("Ё", "Е").strip(AROUND).split())


def _pattern(code: str) -> re.Pattern[str]:
    parts = FIELD.split(code)  # words and names of fields in turn
    return re.compile(
        "".join(
            f"(?P<{part}>[^*#]{{1,40}})" if index % 2 else re.escape(part.replace(" ", ""))
            for index, part in enumerate(parts)
        )
    )


def _after(word: str, text: str, count: int) -> list[str] | None:
    """The `count` values that stand after `word`; the only one may have spaces in it."""
    if text == word:
        return [] if count == 0 else None
    if not text.startswith(f"{word} ") or count == 0:
        return None
    rest = text.removeprefix(f"{word} ").strip()
    values = [rest] if count == 1 else rest.split()
    return values if len(values) == count else None
