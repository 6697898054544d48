"""«Доступ других людей» of a contract with many numbers: what is shown, written and sent has a bound (A9)."""

import pytest
from django.utils import timezone

from cabinet.accounts.access_views import ACCESSES_A_PAGE, LINES_OFFERED
from cabinet.accounts.models import Access, AccessOffer, Line, Role, SecurityEvent
from cabinet.accounts.services import sharing
from cabinet.accounts.services.sharing import forbid_others
from cabinet.sms.models import SmsMessage
from tests.people import NOW, add_line, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

MINE = "79031234567"
OFFER = "/settings/access/offer/"


@pytest.fixture
def line() -> Line:
    return make_owner(MINE)[1]


def lengthen(line: Line, count: int) -> list[Line]:
    return [add_line(line.contract, f"7903200{index:04}") for index in range(count)]


def offer(line: Line, **choice: object) -> set[Line]:
    """What was offered on the page of `line`."""
    form = {"line": str(line.public_id), "phone": "79160000001", "role": "viewer", **choice}
    assert signed_in(line.contract.owner).post(OFFER, form).status_code == 302
    return set(AccessOffer.objects.get().lines.all())


def test_of_a_long_contract_thirty_are_offered_and_the_one_chosen_above_is_among_them(line):
    last = lengthen(line, LINES_OFFERED)[-1]
    page = signed_in(line.contract.owner).get(OFFER, {"line": str(last.public_id)})
    assert len(page.context["lines"]) == LINES_OFFERED
    assert last in page.context["lines"]
    assert f"Все номера договора: {LINES_OFFERED + 1}" in page.content.decode()
    assert offer(last, lines=[str(last.public_id)]) == {last}


def test_all_numbers_of_a_long_contract_are_offered_at_once(line):
    lengthen(line, LINES_OFFERED)
    closed = add_line(line.contract, "79032009999", status="closed", closed_at=timezone.now())
    offered = offer(line, all_lines="on")
    assert len(offered) == LINES_OFFERED + 1
    assert closed not in offered


def test_a_short_contract_shows_every_number_and_no_choice_of_all(line):
    lengthen(line, LINES_OFFERED - 1)
    page = signed_in(line.contract.owner).get(OFFER)
    assert len(page.context["lines"]) == LINES_OFFERED
    assert "Все номера договора" not in page.content.decode()


def test_forbidding_names_the_first_thirty_and_how_many_more(line):
    for _person in range(ACCESSES_A_PAGE + 2):
        give_access(line)
    page = signed_in(line.contract.owner).get("/settings/access/forbid/")
    assert len(page.context["accesses"]) == ACCESSES_A_PAGE
    assert "И ещё 2." in page.content.decode()


def test_forbidding_writes_everybodys_journal_in_one_statement(line, django_assert_max_num_queries):
    people = [give_access(line) for _person in range(40)]
    with django_assert_max_num_queries(40 + 15):  # each is asked for the numbers to tell
        forbid_others(user=line.contract.owner, contract=line.contract, forbid=True, now=NOW)
    noted = SecurityEvent.objects.filter(kind="others_forbidden").exclude(user=line.contract.owner)
    assert {event.user for event in noted} == set(people)


def test_forbidding_tells_a_bounded_number_of_people_and_the_owner(line, monkeypatch):
    monkeypatch.setattr(sharing, "PEOPLE_TOLD", 2)
    for index in range(4):
        friend, _own = make_owner(f"7916000000{index}")
        Access.objects.create(user=friend, line=line, role=Role.VIEWER)
    forbid_others(user=line.contract.owner, contract=line.contract, forbid=True, now=NOW)
    assert SmsMessage.objects.filter(msisdn__startswith="7916").count() == 2
    assert SmsMessage.objects.filter(msisdn=MINE).count() == 1
    assert SecurityEvent.objects.filter(kind="others_forbidden").count() == 5
