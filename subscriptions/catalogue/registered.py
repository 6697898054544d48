"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations

from cabinet.core import personal_data


def register() -> None:
    """Called once by `subscriptions.apps`: what is kept of people by all of its subjects."""
    from subscriptions.personal import KINDS

    for kind in KINDS:
        personal_data.register(kind)
