"""A clock that stands, and an owner to whom a number may move."""

import pytest
import time_machine

from cabinet.accounts.models import User
from cabinet.requests.donors import make_donors
from tests.people import NOW, make_owner
from tests.requests.moving import OWN


@pytest.fixture
def clock(settings):
    settings.SIMULATOR_NETWORK_DAY = 86400
    settings.PORT_IN_LOOK = 1
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(clock) -> User:
    make_donors()
    return make_owner(OWN)[0]
