"""Claims in the admin: found by whatever number a person names."""

import pytest

from billing.models import Claim
from cabinet.accounts.models import SecurityEvent
from tests.people import make_admin, signed_in

pytestmark = pytest.mark.django_db

LISTED = "/admin/billing/claim/"


def test_they_are_found_by_the_contract_the_number_and_the_request(claim: Claim):
    root = make_admin()
    client, contract = signed_in(root), claim.entry.account.contract
    for term, count in (
        (contract.number, 1),
        ("903 123-45-67", 1),
        (claim.request.number, 1),
        ("79990000000", 0),
        ("", 1),
    ):
        assert client.get(LISTED, {"q": term}).context["cl"].result_count == count, term
    assert client.get(f"{LISTED}{claim.pk}/change/").status_code == 200
    assert SecurityEvent.objects.filter(kind="looked_at", made_by=root, line=contract.primary_line).count() == 3
