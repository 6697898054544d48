"""Every kind of movement that the demonstration has says what it was for."""

import pytest

from billing.explain.demo import NUMBER
from billing.explain.selectors import explained
from billing.kinds import EntryKind
from billing.models import Claim, ClaimStatus, Entry
from billing.services.audit import audit
from cabinet.accounts.roles import make_groups
from subscriptions import demo
from tests.people import NOW, make_contract, make_owner, make_specialist

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(time_machine):
    time_machine.move_to(NOW, tick=False)
    make_groups()
    make_specialist()
    owner, line = make_owner(NUMBER)
    demo.seed(contracts=[make_contract("79031234567", "79031234568"), line.contract], now=NOW)
    return owner


def test_all_are_there_and_the_books_add_up(owner):
    theirs = Entry.objects.filter(account__contract__owner=owner)
    assert set(theirs.values_list("kind", flat=True)) == set(EntryKind)
    assert not theirs.filter(balance_after__lt=0).exists()
    assert list(audit()) == []
    assert set(Claim.objects.values_list("status", flat=True)) == {ClaimStatus.RETURNED}


def test_each_says_for_what_and_no_two_kinds_say_the_same(owner):
    told: dict[str, str] = {}
    for entry in Entry.objects.filter(account__contract__owner=owner).order_by("kind", "-seq").distinct("kind"):
        rule = str(explained(user=owner, public_id=entry.public_id, now=NOW).rule)
        assert rule.endswith("."), entry.kind
        assert told.setdefault(rule, entry.kind) == entry.kind
    assert len(told) == len(EntryKind)
