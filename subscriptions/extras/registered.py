"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from cabinet.requests import kinds
    from subscriptions.extras.kinds import KINDS

    for kind in KINDS:
        kinds.register(kind)
