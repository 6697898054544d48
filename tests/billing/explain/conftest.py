"""A contract with two lines and a thousand roubles."""

import pytest

from billing.models import Account
from cabinet.accounts.models import Line
from tests.billing.money import account_of, pay
from tests.people import NOW, make_owner


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line(db: None) -> Line:
    return make_owner("79031234567", "79031234568")[1]


@pytest.fixture
def neighbour(line: Line) -> Line:
    return line.contract.lines.exclude(pk=line.pk).get()


@pytest.fixture
def account(line: Line) -> Account:
    account = account_of(line)
    pay(account, 1000, reference="first")
    return account
