"""What the rest of the portal is told of the content account when it starts."""

from __future__ import annotations


def register() -> None:
    """Called once by `billing.apps`."""
    from billing.content.explainer import explain
    from cabinet.core import explaining

    explaining.register("move", explain)
