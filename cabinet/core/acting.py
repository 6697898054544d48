"""What a specialist may propose to do for a subscriber, and the subscriber agrees to (S4).

An app that owns such a thing registers an `Action` in its `apps.py`: what there is to choose from, what it would mean,
and doing it. Preview and deed are those of the subscriber's own pages; the chat, which knows nothing of money, carries
them (`chat/acting`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from cabinet.core.net import Origin

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that an action can be about: a service, an operation, a reason."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom: `user`, the subscriber, about `line`, at `now`. core imports no app, so both are anything."""

    user: Any
    line: Any
    now: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What would be done for `asker`: `what` is the value of a choice, `amount` roubles where a sum is taken."""

    asker: Asker
    what: str
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a wish would mean, in the active language. `title` is a question without its mark («Отключить „Гудок“»),
    `button` says the deed with its sum. As long as `fingerprint` is the same, so is what is agreed to. `obstacle`: why
    it cannot be done now."""

    title: str
    button: str
    fingerprint: str
    facts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    obstacle: str = ""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """With what a wish is done: `specialist` proposed it, `agreed` is the fingerprint that the subscriber saw, and the
    same `key` twice does it once. `keep_session`: the key of the subscriber's session, if it outlives the loss of the
    line's telephone."""

    specialist: Any
    agreed: str
    key: UUID
    origin: Origin
    keep_session: str | None = None


@dataclass(frozen=True, kw_only=True)
class Action:
    """`may` says whether the subscriber has the right to it at all, and `choices` what of it there is; `preview` raises
    a `DomainError` for what cannot be meant. `apply` runs inside the caller's transaction, which holds the line, raises
    what the service raises, and returns the number of the request that it made, if it made one."""

    name: str
    title: Words
    icon: str
    may: Callable[[Asker], bool]
    choices: Callable[[Asker], list[Choice]]
    preview: Callable[[Wish], Preview]
    apply: Callable[[Wish, Consent], str]
    takes_sum: bool = False


_actions: dict[str, Action] = {}


def register(action: Action) -> None:
    """Add an action; its name is nobody else's."""
    if _actions.get(action.name, action) != action:
        raise ValueError(f"two actions are called {action.name}")
    _actions[action.name] = action


def action_of(name: str) -> Action | None:
    """The action with this name; None if its app is gone."""
    return _actions.get(name)


def actions_for(asker: Asker) -> list[Action]:
    """What may be proposed to `asker`, in the order of registration."""
    return [action for action in _actions.values() if action.may(asker)]
