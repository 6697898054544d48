"""A clock that stands, an owner with a line, and a specialist."""

from uuid import uuid4

import pytest
import time_machine

from chat.appeals.services import make_appeal
from tests.people import NOW, make_owner, make_specialist

NUMBER = "79031234567"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def line():
    return make_owner(NUMBER)[1]


@pytest.fixture
def owner(line):
    return line.contract.owner


@pytest.fixture
def anna():
    return make_specialist()


@pytest.fixture
def appeal(line, owner):
    return make_appeal(line=line, author=owner, subject="money", text="Верните деньги.", client_id=uuid4(), now=NOW)
