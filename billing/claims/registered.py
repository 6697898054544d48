"""What claims tell the rest of the portal of."""

from __future__ import annotations


def register() -> None:
    """Called once, when the apps are ready."""
    from billing.claims.acting import GIVE_BACK
    from billing.claims.kinds import CLAIM, explain_claims
    from billing.claims.personal import CLAIMS
    from billing.claims.rules import KIND
    from cabinet.core import acting, explaining, personal_data
    from cabinet.requests import kinds

    kinds.register(CLAIM)
    explaining.register(KIND, explain_claims)
    personal_data.register(CLAIMS)
    acting.register(GIVE_BACK)
