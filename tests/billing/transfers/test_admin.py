"""Transfers in the admin: found by number, never changed, and each look is in their owner's journal."""

import pytest

from billing.models import Transfer
from cabinet.accounts.models import SecurityEvent
from tests.billing.transfers.sending import PETR, sent
from tests.billing.transfers.test_asking import asked
from tests.people import make_admin, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    user = make_admin()
    return signed_in(user)


def found(admin, model: str, term: str) -> int:
    return len(admin.get(f"/admin/billing/{model}/", {"q": term}).context["cl"].result_list)


def test_they_are_found_by_number_and_contract(admin, maria, petr):
    asked(petr)
    sent(maria)
    for model in ("transfer", "moneyrequest"):
        assert [found(admin, model, term) for term in ("", "903 123-45-67", "903 765-43-21", "nobody")] == [1, 1, 1, 0]
    assert found(admin, "transfer", maria.contract.number) == 1
    assert found(admin, "moneyrequest", petr.contract.number) == 1


def test_a_card_shows_the_other_masked_changes_nothing_and_its_owner_reads_of_the_look(admin, maria, petr):
    sent(maria)
    card = f"/admin/billing/transfer/{Transfer.objects.get().pk}/change/"
    page = admin.get(card).content.decode()
    assert "+7 903 ••• 43-21" in page
    assert PETR not in page
    assert 'type="submit"' not in page.split('id="content"')[1]
    assert admin.post(card, {"amount": "1"}).status_code == 403
    assert SecurityEvent.objects.filter(kind="looked_at", line=maria).exists()
