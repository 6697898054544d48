"""A subscriber who may pay: ways to pay, the sandbox for a provider, and a clock that stands."""

from datetime import datetime

import pytest

from billing.payments.methods import make_methods
from cabinet.accounts.models import Line
from tests.people import NOW, make_owner, signed_in


class Clock:
    """Stands at `NOW` until it is moved."""

    def __init__(self, time_machine) -> None:
        self._machine = time_machine
        self.to(NOW)

    def to(self, moment: datetime) -> datetime:
        self._machine.move_to(moment, tick=False)
        return moment


@pytest.fixture(autouse=True)
def provider(settings) -> None:
    settings.PAYMENT_PROVIDER = "sandbox"
    settings.SANDBOX_FAILS = ""
    settings.OTHER_NUMBERS = ("1000000/hour",)


@pytest.fixture(autouse=True)
def clock(time_machine) -> Clock:
    return Clock(time_machine)


@pytest.fixture
def line(db) -> Line:
    make_methods()
    return make_owner("79031234567", "79031234568")[1]


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)
