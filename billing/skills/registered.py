"""What the bot may tell of money (C14)."""

from __future__ import annotations


def register() -> None:
    """Called once by `billing.apps`."""
    from billing.skills.balance import balance, packages
    from billing.skills.charges import charges
    from cabinet.core import skills

    skills.register("balance", balance)
    skills.register("packages", packages)
    skills.register("charges", charges)
