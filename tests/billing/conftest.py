"""Two accounts with 100 roubles each, for tests of the ledger."""

import pytest

from billing.models import Account
from tests.billing.money import new_account


@pytest.fixture
def account() -> Account:
    return new_account(100)


@pytest.fixture
def other() -> Account:
    return new_account(100)
