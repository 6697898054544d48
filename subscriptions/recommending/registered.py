"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from subscriptions.charging import started
    from subscriptions.recommending.services import note_accepted

    started.register(note_accepted)
