"""What the audit tells the rest of the portal of itself."""

from __future__ import annotations

from billing.auditing.run import last_result
from cabinet.core import health


def register() -> None:
    health.register("audit", last_result)
