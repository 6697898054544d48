"""The first page of somebody who was given a line."""

import pytest
import time_machine

from cabinet.accounts.models import Role
from tests.billing.money import account_of, charge, pay, rub
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

MOVEMENTS = "Последние операции"


@pytest.fixture
def line():
    """100 paid to the account, 7 taken for the line."""
    with time_machine.travel(NOW, tick=False):
        _owner, line = make_owner("79031234567")
        account = account_of(line)
        pay(account, 100)
        charge(account, 7, line=line)
        yield line


def test_a_viewer_without_details_sees_the_balance_and_no_movements(line):
    answer = signed_in(give_access(line, Role.VIEWER, sees_details=False)).get("/")
    assert answer.status_code == 200
    assert answer.context["line"] == line
    assert answer.context["balance"] == rub(93)
    assert list(answer.context["movements"]) == []
    text = answer.content.decode()
    assert MOVEMENTS not in text
    assert "/finance/" not in text.split("<main", 1)[1].split("</main", 1)[0]


def test_a_viewer_with_details_sees_the_movements_of_the_line(line):
    answer = signed_in(give_access(line, Role.VIEWER)).get("/")
    assert answer.context["balance"] == rub(93)
    assert [movement.amount for movement in answer.context["movements"]] == [rub(-7)]
    assert MOVEMENTS in answer.content.decode()
