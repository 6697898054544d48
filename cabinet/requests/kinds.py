"""What can be asked for: each kind registers how it is described, advanced and cancelled (DESIGN §2).

The app that owns a kind registers it in its `apps.py`; `cabinet.requests` knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from cabinet.requests.models import Request

Step = Callable[["Request", datetime], None]


def _nothing(request: Request, now: datetime) -> None:
    """A kind that has nothing to do here."""


def _no_facts(request: Request) -> list[tuple[str, str]]:
    return []


def _nothing_shown(request: Request) -> dict[str, Any]:
    return {}


def _any_time(request: Request, now: datetime) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class RequestKind:
    """`advance(request, now)` is called by a sweep when `request.next_step_at` has come: it does the next step, and
    moves the request by `services.steps.move`. It owns its transactions and may be called twice for one step. `cancel`
    undoes what was done so far, within the transaction that ends the request and holds its row and its line's; it may
    refuse by a `DomainError`. A kind without it cannot be taken back.
    """

    name: str  # kept in the row: `port_in`
    title: str | Promise  # on the page: «Переход со своим номером»
    advance: Step = _nothing
    cancel: Step | None = None
    may_cancel: Callable[[Request, datetime], bool] = _any_time  # whether an open one still can be taken back
    tells: bool = False  # whether an SMS says that it was done, or refused
    facts: Callable[[Request], list[tuple[str, str]]] = _no_facts  # what the page tells of it: name, value
    template: str = ""  # … and what it shows besides, of what `shown` gives
    shown: Callable[[Request], dict[str, Any]] = _nothing_shown


_kinds: dict[str, RequestKind] = {}


def register(kind: RequestKind) -> None:
    """Add a kind; its name is unique."""
    if kind.name in _kinds and _kinds[kind.name] != kind:
        raise ValueError(f"two kinds of request are called {kind.name}")
    _kinds[kind.name] = kind


def kind_of(name: str) -> RequestKind:
    """The kind called `name`; one whose app is gone has a title and does nothing."""
    return _kinds.get(name) or RequestKind(name=name, title=name)
