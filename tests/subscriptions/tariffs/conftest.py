import pytest

from cabinet.accounts.models import Line
from tests.billing.money import account_of, pay
from tests.people import make_owner


@pytest.fixture
def line() -> Line:
    """With 2,000 roubles, and no tariff yet."""
    _owner, line = make_owner("79161230001")
    pay(account_of(line), 2000)
    return line
