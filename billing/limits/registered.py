"""What the rest of the portal is told of thresholds when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `billing.apps`."""
    from billing import watchers
    from billing.limits.services import note_crossings, sweep
    from billing.limits.texts import LOW_BALANCE
    from cabinet.core import notifications, sweeps

    watchers.register(note_crossings)
    sweeps.register("billing.limits", sweep)
    notifications.register(LOW_BALANCE)
