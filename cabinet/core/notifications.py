"""What a person can be told of: apps register their events in `apps.py`, «Уведомления» lists them (N6).

Each event is switched on and off by the person for each channel. What is about security is listed, too, so that people
know of it, and cannot be switched off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise


class By(StrEnum):
    """The ways to a person. Push has no place here before it exists."""

    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One kind of thing that a person is told of. `by` is how, until they choose, of the ways that `may` be chosen.

    Of security it is always SMS."""

    name: str  # kept in rows: `chat.reply`
    title: Words  # on the page, and the subject of an e-mail: «Специалист ответил в чате»
    about: Words = ""  # a line under it: when it comes
    security: bool = False
    by: frozenset[By] = frozenset({By.SMS})
    may: frozenset[By] = frozenset(By)  # the ways that there are for it
    place: int = 100  # on the page: the smallest first


_events: dict[str, Event] = {}


def register(event: Event) -> Event:
    """Add an event; its name is unique."""
    if event.name in _events and _events[event.name] != event:
        raise ValueError(f"two events are called {event.name}")
    _events[event.name] = event
    return event


def events() -> Iterator[Event]:
    """All events in the order of registering: lower apps first."""
    yield from _events.values()


def optional() -> list[Event]:
    """Those that a person may switch off, in the order of the page."""
    return sorted((event for event in _events.values() if not event.security), key=lambda event: event.place)


def event_called(name: str) -> Event:
    """The event `name`; raises `KeyError` for one that nobody registered."""
    return _events[name]
