from collections.abc import Callable
from datetime import datetime

import pytest

from cabinet.accounts.models import Line
from subscriptions.charging.run import Ran, charge_all
from tests.people import make_owner


@pytest.fixture
def line() -> Line:
    _owner, line = make_owner("79161230001")
    return line


@pytest.fixture
def run() -> Callable[[datetime], Ran]:
    """Charge all that is due at a moment."""
    return lambda now: charge_all(clock=lambda: now)
