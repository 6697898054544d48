"""What the rest of the portal is told of transfers when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `billing.apps`."""
    from billing.transfers.commands import COMMANDS
    from billing.transfers.explaining import explain
    from billing.transfers.personal import ALL
    from billing.transfers.services import ending
    from billing.transfers.texts import EVENTS
    from cabinet.core import commands, explaining, line_closing, notifications, personal_data, sweeps

    for event in EVENTS:
        notifications.register(event)
    for kept in ALL:
        personal_data.register(kept)
    for command in COMMANDS:
        commands.register(command)
    explaining.register("transfer", explain)
    sweeps.register("billing.transfers", ending.sweep)
    line_closing.register("billing.transfers", ending.of_closed_line)
