"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from cabinet.core import explaining, notifications
    from cabinet.requests import kinds
    from subscriptions.models import Kind
    from subscriptions.tariffs.explaining import explain
    from subscriptions.tariffs.steps import CHANGE
    from subscriptions.tariffs.texts import EVENT

    kinds.register(CHANGE)
    notifications.register(EVENT)
    explaining.register(Kind.TARIFF.value, explain)
