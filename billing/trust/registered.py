"""What the rest of the portal is told of the trust payment when it starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def register(app: AppConfig) -> None:
    """Called once by `billing.apps`."""
    from billing import watchers
    from billing.trust.commands import COMMANDS
    from billing.trust.defaults import make_terms
    from billing.trust.explainer import explain
    from billing.trust.personal import LOANS
    from billing.trust.services.due import sweep
    from billing.trust.services.repay import repay_from_top_ups
    from billing.trust.texts import EVENTS
    from cabinet.core import commands, explaining, notifications, personal_data, sweeps

    post_migrate.connect(make_terms, sender=app)
    watchers.register(repay_from_top_ups)
    sweeps.register("billing.trust", sweep)
    explaining.register("trust", explain)
    personal_data.register(LOANS)
    for command in COMMANDS:
        commands.register(command)
    for event in EVENTS:
        notifications.register(event)
