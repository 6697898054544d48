"""What usage tells the rest of the portal of itself."""

from __future__ import annotations

from billing.usage.explaining import SOURCE, explain_usage
from billing.usage.personal import USAGE
from cabinet.core import explaining, personal_data


def register() -> None:
    personal_data.register(USAGE)
    explaining.register(SOURCE, explain_usage)
