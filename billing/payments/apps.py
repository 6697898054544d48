"""What payments tell the rest of the portal of themselves, once, when it starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def ready(app: AppConfig) -> None:
    from billing.payments.bank import notices
    from billing.payments.events import EVENTS
    from billing.payments.explainer import explain
    from billing.payments.methods import make_methods
    from billing.payments.personal import AUTO_PAYMENTS, CARDS, PAYMENTS
    from billing.payments.selectors import stuck
    from billing.payments.services import ask, auto, returns
    from billing.payments.services.stop_auto import stop_of_line
    from cabinet.accounts.roles import make_groups
    from cabinet.core import explaining, health, line_closing, notifications, personal_data, sweeps

    post_migrate.connect(make_methods, sender=app)
    post_migrate.connect(make_groups, sender=app)  # once more: what finance may see here exists only now
    for event in EVENTS:
        notifications.register(event)
    for data in (PAYMENTS, AUTO_PAYMENTS, CARDS):  # erased from the last: payments by a card end before the card
        personal_data.register(data)
    # Each may wait for a bank, so each has a thread of its own.
    sweeps.register("payments.ask", sweeps.alongside(ask.sweep, ask.is_due))
    sweeps.register("payments.auto", sweeps.alongside(auto.run_due, auto.Looks().is_due))
    sweeps.register("payments.returns", sweeps.alongside(returns.sweep, returns.is_due))
    sweeps.register("payments.sandbox", sweeps.alongside(notices.send_due, notices.due))
    line_closing.register("billing.auto_payments", stop_of_line)
    health.register("payments", stuck)
    explaining.register("payment", explain)
