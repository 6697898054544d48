"""What a session reads of money for which the network or another site alone vouches (A5)."""

import pytest

from billing.causes import Cause
from billing.kinds import EntryKind
from cabinet.accounts.assurance import Proof
from tests.accounts.test_codes import code_in_sms
from tests.billing.money import account_of, charge, pay
from tests.people import make_owner, signed_in

pytestmark = pytest.mark.django_db

SPENT_ON = "Гороскоп"
OF_NOVEMBER = "?from=2026-11-01&to=2026-11-24"


@pytest.fixture
def line():
    _owner, line = make_owner("79031234567")
    pay(account_of(line), 100)
    charge(account_of(line), 7, kind=EntryKind.CONTENT, cause=Cause(name=SPENT_ON, number="5533"), line=line)
    return line


@pytest.fixture(params=[Proof.NETWORK, Proof.SOCIAL])
def weak(request, line):
    return signed_in(line.contract.owner, proof=request.param)


@pytest.mark.parametrize("page", ["/finance/operations/", "/finance/operations.csv"])
def test_what_the_money_went_on_is_behind_a_code_that_leads_back_to_the_very_page(weak, line, page):
    address = f"{page}{OF_NOVEMBER}&line={line.public_id}"
    asked = weak.get(address, follow=True)
    assert asked.request["PATH_INFO"] == "/confirm/"
    assert SPENT_ON not in asked.content.decode()
    weak.post("/confirm/", {"next": asked.context["next"]})
    answer = weak.post("/confirm/", {"next": asked.context["next"], "code": code_in_sms()})
    assert answer.url == address
    shown = weak.get(address)
    assert SPENT_ON in shown.getvalue().decode()


def test_the_first_page_shows_the_balance_and_no_movement(weak, line):
    page = weak.get("/")
    text = page.content.decode()
    assert page.context["balance"] == 93
    assert SPENT_ON not in text
    assert "Показать операции" in text
    assert "Операций пока нет" not in text  # there are some


def test_who_gave_a_code_or_a_password_reads_all_of_it(line):
    for proof in (Proof.CODE, Proof.PASSWORD):
        text = signed_in(line.contract.owner, proof=proof).get("/").content.decode()
        assert SPENT_ON in text
        assert "Показать операции" not in text
