"""Personal answers of the bot: what it may tell from live data instead of in general (C14).

An answer of the bot's knowledge names its skill (`Answer.skill`); the app that has the data registers it in its
`apps.py`. The chat runs a skill only for the person whose conversation it is, about the line it is about, and only for
a session that has shown who is there; what of the line that person may see, the skill itself asks of
`accounts.access`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cabinet.core.explaining import Way, Words


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: `user` about the open `line`, in the words `query`. Their right to ask about it was asked before."""

    user: Any
    line: Any  # core imports no app
    now: datetime
    query: str


@dataclass(frozen=True, kw_only=True)
class SkillAnswer:
    """What the bot says, and what can be done about it: `ways` lead to pages that ask before they change anything."""

    text: Words
    ways: Sequence[Way] = ()


Run = Callable[[Asker], SkillAnswer | None]
_skills: dict[str, Run] = {}


def register(name: str, run: Run) -> None:
    """Have `run(asker)` answer for `name`, in the active language; None leaves it to the general answer."""
    if _skills.get(name, run) is not run:
        raise ValueError(f"two skills are called {name}")
    _skills[name] = run


def run(name: str, asker: Asker) -> SkillAnswer | None:
    """What the skill `name` answers; None if it has nothing to say or nobody has it."""
    skill = _skills.get(name)
    return skill(asker) if skill else None
