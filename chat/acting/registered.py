"""What the rest of the portal is told of proposals when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `chat.apps`."""
    from cabinet.core import line_closing, personal_data, sweeps
    from chat import cards, told
    from chat.acting import texts  # noqa: F401 - whose message is known from now on
    from chat.acting.cards import PROPOSAL
    from chat.acting.cards import told as what_became
    from chat.acting.personal import PROPOSALS
    from chat.acting.services.deciding import TOLD, of_closed_line, sweep

    cards.register(PROPOSAL)
    told.register(TOLD, what_became)
    personal_data.register(PROPOSALS)
    line_closing.register("chat.proposals", of_closed_line)
    sweeps.register("chat.proposals", sweep)
