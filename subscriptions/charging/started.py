"""Who wants to know that something was switched on: other subjects register as the portal starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from subscriptions.models import Subscription

Watcher = Callable[[Subscription, datetime], None]
_watchers: list[Watcher] = []


def register(watcher: Watcher) -> None:
    """Call `watcher(subscription, now)` in the transaction of whatever is switched on; it must be quick."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell_started(subscription: Subscription, *, now: datetime) -> None:
    for watcher in _watchers:
        watcher(subscription, now)
