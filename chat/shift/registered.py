"""What the shift adds to the portal."""

from __future__ import annotations

from cabinet.core import sweeps
from chat.shift.dealing import deal


def register() -> None:
    sweeps.register("chat.dealing", deal)
