"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from cabinet.core import acting, bulk_choices, commands, explaining, line_closing, notifications, sweeps
    from cabinet.requests import kinds
    from subscriptions.extras.acting import SWITCH_OFF, SWITCH_ON
    from subscriptions.extras.commands import SERVICES as TELL_SERVICES
    from subscriptions.extras.explainer import explain
    from subscriptions.extras.kinds import KINDS
    from subscriptions.extras.popups import follow
    from subscriptions.extras.services.refused import Sweep
    from subscriptions.extras.steps import end_with_line
    from subscriptions.extras.telling import SERVICES
    from subscriptions.models import Kind

    for kind in KINDS:
        kinds.register(kind)
    explaining.register(Kind.SERVICE.value, explain)
    bulk_choices.register("subscriptions.popups", follow)
    commands.register(TELL_SERVICES)
    notifications.register(SERVICES)
    sweeps.register("subscriptions.refused", Sweep())
    line_closing.register("subscriptions.extras", end_with_line)
    acting.register(SWITCH_OFF)
    acting.register(SWITCH_ON)
