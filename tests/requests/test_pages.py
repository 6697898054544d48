"""The history of requests and the page of one: who sees what, newest first, page by page."""

from datetime import timedelta

import pytest
import time_machine

from cabinet.accounts.models import Role
from cabinet.requests import selectors
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.blocking import today
from cabinet.requests.services.steps import move, open_request
from tests.people import NOW, give_access, make_owner, signed_in
from tests.requests.switches import LOST, OTHER, VOLUNTARY, lose

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    with time_machine.travel(NOW, tick=False):
        yield make_owner(LOST, OTHER)[1]


def wish(line) -> Request:
    return open_request(kind="wish", now=NOW, user=line.contract.owner, line=line)


def own_wish(owner) -> Request:
    return open_request(kind="wish", now=NOW, user=owner)


def listed(browser, query="") -> list[str]:
    answer = browser.get(f"/requests/{query}")
    assert answer.status_code == 200
    return [each.number for each in answer.context["page"].requests]


def test_the_owner_sees_the_lines_requests_and_their_own_newest_first(line):
    neighbour = line.contract.lines.get(msisdn=OTHER)
    first, second = wish(line), own_wish(line.contract.owner)
    elsewhere = wish(neighbour)
    owner = signed_in(line.contract.owner)
    assert listed(owner, f"?line={line.public_id}") == [second.number, first.number]
    assert listed(owner, f"?line={neighbour.public_id}") == [elsewhere.number, second.number]


def test_a_viewer_sees_none_of_the_lines_and_is_told_why(line):
    wish(line)
    viewer = signed_in(give_access(line, Role.VIEWER))
    assert listed(viewer) == []
    assert "видит его владелец" in viewer.get("/requests/").content.decode()


def test_a_manager_sees_the_lines_and_not_the_owners_own(line):
    about_line, _own = wish(line), own_wish(line.contract.owner)
    assert listed(signed_in(give_access(line))) == [about_line.number]


def test_the_state_chooses_open_or_ended_ones(line):
    open_one, ended = wish(line), wish(line)
    move(ended, to=RequestStatus.DONE, now=NOW)
    owner = signed_in(line.contract.owner)
    assert listed(owner, "?state=open") == [open_one.number]
    assert listed(owner, "?state=ended") == [ended.number]
    assert listed(owner, "?state=nonsense") == [ended.number, open_one.number]


def test_what_was_promised_is_said_only_while_it_may_come_true(line):
    asked = wish(line)
    owner = signed_in(line.contract.owner)
    move(asked, to=RequestStatus.WORKING, now=NOW, due_at=NOW + timedelta(days=8))
    assert "Обещано" in owner.get(f"/requests/{asked.public_id}/").content.decode()
    move(asked, to=RequestStatus.REFUSED, now=NOW)
    assert "Обещано" not in owner.get(f"/requests/{asked.public_id}/").content.decode()


def test_pages_follow_each_other_without_loss_or_repetition(line, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 3)
    made = [wish(line).number for _each in range(7)]
    owner = signed_in(line.contract.owner)
    seen, query = [], "?"
    while query:
        page = owner.get(f"/requests/{query}").context["page"]
        seen += [each.number for each in page.requests]
        wish(line)  # what is asked for meanwhile moves nothing
        query = f"?before={page.before}" if page.before else ""
    assert seen == made[::-1]


@pytest.mark.parametrize("before", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_cursor_that_means_nothing_does_no_harm(line, before):
    wish(line)
    assert signed_in(line.contract.owner).get(f"/requests/?before={before}").status_code == 200


def test_an_empty_history_says_what_will_appear(line):
    text = signed_in(line.contract.owner).get("/requests/").content.decode()
    assert "Здесь появится всё, о чём вы попросите" in text


def test_one_request_tells_all_about_it(line):
    request = lose(line, by=give_access(line), reason=VOLUNTARY)
    text = signed_in(line.contract.owner).get(f"/requests/{request.public_id}/").content.decode()
    for words in (request.said, "903 123-45-67", "временно, по желанию", "личный кабинет", "Пётр", "Сообщаем сети"):
        assert words in text
    assert "Отменить заявку" not in text


def test_a_cancel_asks_once_more_and_then_does_it(line):
    request = lose(line, reason=VOLUNTARY, on=today(line, NOW) + timedelta(days=2))
    owner = signed_in(line.contract.owner)
    address = f"/requests/{request.public_id}/cancel/"
    assert "Да, отменить заявку" in owner.get(address).content.decode()
    request.refresh_from_db()
    assert request.is_open
    assert owner.post(address).url == f"/requests/{request.public_id}/"
    request.refresh_from_db()
    assert request.status == "cancelled"
    assert owner.get(address).status_code == 302
    assert "отменить её нельзя" in owner.post(address, follow=True).content.decode()


def test_the_pages_ask_the_database_little(line, django_assert_max_num_queries):
    for _each in range(25):
        wish(line)
    request = lose(line, reason=VOLUNTARY)
    owner = signed_in(line.contract.owner)
    owner.get("/requests/")
    with django_assert_max_num_queries(6):  # session, user, lines, requests, brand, balance
        owner.get("/requests/")
    with django_assert_max_num_queries(7):  # …, request, steps
        owner.get(f"/requests/{request.public_id}/")


def test_the_first_page_tells_of_open_requests_and_of_those_that_ended_lately(line):
    wish(line)
    owner = signed_in(line.contract.owner)
    answer = owner.get("/")
    assert [item["text"] for item in answer.context["news"]] == ["wish: принята"]
    request = Request.objects.get()
    move(request, to=RequestStatus.DONE, now=NOW)
    assert [item["text"] for item in owner.get("/").context["news"]] == ["wish: выполнена"]
    Request.objects.update(ended_at=NOW - selectors.NEWS_LAST * 2)
    assert owner.get("/").context["news"] == []


def test_the_first_page_keeps_to_its_queries(line, django_assert_max_num_queries):
    for _each in range(5):
        wish(line)
    owner = signed_in(line.contract.owner)
    owner.get("/")
    with django_assert_max_num_queries(8):
        assert owner.get("/").status_code == 200
