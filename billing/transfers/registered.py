"""What the rest of the portal is told of transfers when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `billing.apps`."""
    from billing.transfers.personal import ALL
    from billing.transfers.texts import EVENTS
    from cabinet.core import notifications, personal_data

    for event in EVENTS:
        notifications.register(event)
    for kept in ALL:
        personal_data.register(kept)
