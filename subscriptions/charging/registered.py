"""What the rest of the portal is told of this subject when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `subscriptions.apps`."""
    from billing import watchers
    from billing.auditing import agreements
    from billing.usage import before
    from cabinet.core import line_closing, notifications, sweeps
    from subscriptions.charging import auditing, tasks, telling, texts
    from subscriptions.charging.closing import end_with_line
    from subscriptions.charging.money import note_rises
    from subscriptions.charging.usage import charge_first

    watchers.register(note_rises)
    before.register(charge_first)
    agreements.register(auditing.AGREEMENTS)
    sweeps.register("subscriptions.charging", sweeps.alongside(tasks.charge_late, tasks.Looks().is_due))
    sweeps.register("subscriptions.charges_told", telling.sweep)
    notifications.register(texts.CHARGES)
    line_closing.register("subscriptions.charging", end_with_line)
