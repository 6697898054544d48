"""The switcher of every page: the same page about another number, and never a page that is not there (A8)."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from cabinet.accounts.models import Access, Line, Role, User
from chat.models import Topic
from chat.services.open_conversation import open_conversation
from chat.topics import make_topics
from tests.billing.money import account_of, pay
from tests.people import NOW, make_owner, signed_in

pytestmark = pytest.mark.django_db

MINE, SECOND, THEIRS = "79031234567", "79031234568", "79160000001"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def owner() -> User:
    return make_owner(MINE, SECOND)[0]


@pytest.fixture
def mine(owner: User) -> Client:
    return signed_in(owner)


def line(msisdn: str) -> Line:
    return Line.objects.get(msisdn=msisdn)


def ways(page) -> dict[str, str]:
    """Where the page's switcher leads, by number."""
    purses = page.context["cabinet"].purses
    return {str(choice.line.msisdn): choice.url for purse in purses for choice in purse.choices}


def arrive(mine: Client, address: str) -> tuple[str, int]:
    """Where a click ends."""
    answer = mine.get(address, follow=True)
    last = answer.redirect_chain[-1][0] if answer.redirect_chain else address
    return last, answer.status_code


@pytest.mark.parametrize(
    "address",
    ["/", "/chat/", "/settings/", "/help/", "/contacts/", "/numbers/", "/finance/operations/", "/settings/access/"],
)
def test_it_keeps_the_page(mine, address):
    url = ways(mine.get(address))[SECOND]
    assert arrive(mine, url) == (f"{address}?line={line(SECOND).public_id}", 200)


def test_it_keeps_the_period_and_drops_the_place_in_a_list(mine):
    page = mine.get("/finance/operations/?from=2026-11-01&to=2026-11-20&before=999")
    landed, _status = arrive(mine, ways(page)[SECOND])
    assert landed == f"/finance/operations/?line={line(SECOND).public_id}&from=2026-11-01&to=2026-11-20"


def test_from_a_conversation_it_leads_to_the_chat_of_the_other_number(mine, owner):
    make_topics()
    talk = open_conversation(line=line(MINE), topic=Topic.objects.all()[0], author=owner, now=NOW)
    page = mine.get(f"/chat/{talk.public_id}/?line={line(MINE).public_id}")
    assert arrive(mine, ways(page)[SECOND]) == (f"/chat/?line={line(SECOND).public_id}", 200)


def test_from_a_page_of_a_number_it_leads_to_the_same_page_of_the_other(mine):
    page = mine.get(f"/numbers/{line(MINE).public_id}/")
    landed, status = arrive(mine, ways(page)[SECOND])
    assert (landed.split("?")[0], status) == (f"/numbers/{line(SECOND).public_id}/", 200)


def test_where_the_page_is_not_for_them_it_leads_to_the_first_page_of_that_number(mine, owner):
    _other, theirs = make_owner(THEIRS)
    Access.objects.create(user=owner, line=theirs, role=Role.VIEWER, sees_details=False)
    url = ways(mine.get(f"/settings/access/offer/?line={line(MINE).public_id}"))[THEIRS]
    assert arrive(mine, url) == (f"/?line={theirs.public_id}", 200)


def test_it_opens_nothing_of_a_stranger(mine):
    _other, theirs = make_owner(THEIRS)
    assert mine.get(f"/?line={theirs.public_id}&switched=1").status_code == 404


def test_it_leads_only_by_links_and_says_each_balance_once(mine, owner):
    _other, theirs = make_owner(THEIRS)
    Access.objects.create(user=owner, line=theirs, role=Role.VIEWER)
    pay(account_of(line(MINE)), 93)
    pay(account_of(theirs), 41)
    page = mine.get("/")
    switch = re.search(r'<details class="switch".*?</details>', page.content.decode(), re.S)[0]
    assert switch.count("<a href=") == 4  # three numbers, and «Все номера»
    assert (switch.count("93,00"), switch.count("41,00")) == (1, 1)
    purses = page.context["cabinet"].purses
    assert [(purse.balance, len(purse.choices)) for purse in purses] == [(Decimal(93), 2), (Decimal(41), 1)]


def test_two_tabs_on_two_numbers_each_change_their_own(mine):
    for msisdn in (MINE, SECOND):  # both are open; the second is the session's default now
        mine.get(f"/settings/?line={line(msisdn).public_id}")
    mine.post("/settings/", {"line": str(line(MINE).public_id), "sms_language": "en"})
    mine.post(f"/numbers/{line(SECOND).public_id}/", {"name": "Дача"})
    assert (line(MINE).sms_language, line(SECOND).sms_language) == ("en", "ru")
    assert (line(MINE).label, line(SECOND).label) == ("", "Дача")


def test_the_first_page_asks_the_same_with_many_numbers_as_with_one(django_assert_num_queries: Callable):
    for count in (1, 30):
        owner, _line = make_owner(*(f"7907{count:03}{number:04}" for number in range(count)))
        mine = signed_in(owner)
        mine.get("/")
        with django_assert_num_queries(5):
            mine.get("/")
