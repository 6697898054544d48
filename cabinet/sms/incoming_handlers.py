"""Who deals with what people send by SMS. Higher apps register themselves in `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cabinet.sms.models import IncomingSms

Handler = Callable[[IncomingSms, str, datetime], str]
_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    """Have `handler(message, text, now)` called for every message, once, within the transaction that ends it.

    It returns in a word or two what it did (at most 60 characters, nothing of the text), or nothing if the message was
    not for it. It speaks to no network: what it answers is a row of the outbox. What it raises undoes what it did and
    no more: the others are called, and it is called again later, a few times.
    """
    name = f"{handler.__module__}.{handler.__qualname__}"
    if _handlers.get(name, handler) is not handler:
        raise ValueError(f"two handlers are called {name}")
    _handlers[name] = handler


def handlers() -> dict[str, Handler]:
    """All of them by their names, in the order they were registered."""
    return dict(_handlers)
