import pytest

from cabinet.accounts.models import Line
from tests.billing.transfers.sending import MARIA, PETR, person


@pytest.fixture
def maria() -> Line:
    return person(MARIA)


@pytest.fixture
def petr() -> Line:
    return person(PETR, 0)
