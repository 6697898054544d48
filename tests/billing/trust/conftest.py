import pytest

from billing.models import TrustTerms
from cabinet.accounts.models import Line
from tests.billing.trust.lending import person, terms


@pytest.fixture
def maria() -> Line:
    """Who may borrow 100 ₽ for 10 ₽ for three days: these tests know of no other terms."""
    TrustTerms.objects.all().delete()
    terms()
    return person()
