"""«Номера»: each contract's balance once, totals over all, whose each number is; adding and removing on pages (A8)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from cabinet.accounts.models import (
    Access,
    CodePurpose,
    Contract,
    FailedAttempt,
    Line,
    LineStatus,
    LoginCode,
    Role,
    User,
)
from tests.accounts.test_codes import code_in_sms
from tests.billing.money import account_of, pay, rub
from tests.people import NOW, add_line, give_access, make_contract, make_owner, signed_in
from tests.subscriptions.made import has, make_tariff

pytestmark = pytest.mark.django_db

MINE, MY_SECOND, THEIRS, FREE, NOBODYS = (f"7903123456{number}" for number in range(5))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner() -> User:
    user, line = make_owner(MINE, MY_SECOND)
    pay(account_of(line), 100)
    return user


@pytest.fixture
def mine(owner: User) -> Client:
    return signed_in(owner)


def add_as(mine: Client, msisdn: str) -> object:
    mine.post("/numbers/add/", {"phone": msisdn})
    return mine.post("/numbers/add/code/", {"code": code_in_sms()})


def test_a_balance_that_numbers_share_is_shown_and_counted_once(mine, owner):
    second_contract = make_contract(FREE, owner=owner)
    pay(account_of(second_contract.primary_line), 30)
    page = mine.get("/numbers/")
    groups = page.context["groups"]
    assert [(group.balance, len(group.rows)) for group in groups] == [(rub(100), 2), (rub(30), 1)]
    totals = page.context["totals"]
    assert (totals.numbers, totals.everything.amount, totals.everything.accounts) == (3, rub(130), 2)
    assert not totals.of_others


def test_money_of_others_is_told_apart(mine, owner):
    other, line = make_owner(THEIRS)
    User.objects.filter(pk=other.pk).update(name="Иван Волков")
    pay(account_of(line), 7)
    Access.objects.create(user=owner, line=line, role=Role.VIEWER, granted_by=other, name="Брат")
    page = mine.get("/numbers/")
    totals = page.context["totals"]
    assert (totals.everything.amount, totals.own.amount) == (rub(107), rub(100))
    text = page.content.decode()
    assert "Доступ от: Иван В." in text
    assert "Брат" in text
    assert "Волков" not in text


def test_totals_count_numbers_that_stand_on_other_pages(mine, owner):
    for number in range(31):
        contract = make_contract(f"79040000{number:03}", owner=owner)
        pay(account_of(contract.primary_line), 1)
    page = mine.get("/numbers/?page=2")
    assert page.context["totals"].everything.amount == rub(131)
    assert page.context["totals"].numbers == 33


def test_it_costs_the_same_queries_for_one_number_and_for_thirty(django_assert_num_queries: Callable):
    costs = []
    for count in (1, 30):
        user = User.objects.create_user(name="Многономерный")
        for number in range(count):
            other, line = make_owner(f"7905{count:03}{number:04}")
            line = line if number % 2 else add_line(line.contract, f"7906{count:03}{number:04}")
            Access.objects.create(user=user, line=line, role=Role.VIEWER, granted_by=other)
        mine = signed_in(user)
        mine.get("/numbers/")
        with django_assert_num_queries(14):
            assert mine.get("/numbers/").status_code == 200
        costs.append(count)
    assert costs == [1, 30]


def test_a_blocked_number_says_so(mine):
    Line.objects.filter(msisdn=MY_SECOND).update(status=LineStatus.BLOCKED)
    assert mine.get("/numbers/").content.decode().count("заблокирован") >= 1


def test_a_number_is_added_by_its_code(mine, owner):
    make_contract(FREE)
    answer = add_as(mine, FREE)
    line = Line.objects.get(msisdn=FREE)
    assert answer.url == f"/numbers/?line={line.public_id}"
    assert line.contract.owner == owner
    assert "теперь в вашем кабинете" in mine.get(answer.url).content.decode()


def test_a_number_of_another_cabinet_is_refused_and_no_code_is_asked_for_again(mine):
    make_owner(FREE)
    answer = add_as(mine, FREE)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "уже в другом кабинете" in text
    assert 'name="code"' not in text
    assert 'href="/numbers/add/"' in text
    assert mine.get("/numbers/add/code/").url == "/numbers/add/"


def test_an_unknown_number_is_answered_alike(mine, django_assert_num_queries):
    make_contract(FREE)
    pages = []
    for msisdn in (FREE, NOBODYS):
        answer = mine.post("/numbers/add/", {"phone": msisdn})
        assert answer.url == "/numbers/add/code/"
        pages.append(mine.get(answer.url).content.decode().count("Если номер"))
        assert LoginCode.objects.filter(msisdn=msisdn, purpose=CodePurpose.ADD_NUMBER).exists()
    assert pages == [1, 1]
    wrong = mine.post("/numbers/add/code/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "Код не подошёл" in wrong.content.decode()


def test_wrong_guesses_are_told_to_whose_number_it_is(mine):
    make_owner(FREE)
    mine.post("/numbers/add/", {"phone": FREE})
    mine.post("/numbers/add/code/", {"code": "000000"})
    assert list(FailedAttempt.objects.values_list("msisdn", "user")) == [(FREE, None)]


@pytest.mark.parametrize(
    "typed", ["", "abc", "123", "+1 202 555 0100", "٠٩٠٣١٢٣", "7903123456700000", "495 123-45-67", "+7 701 123 45 67"]
)
def test_what_is_no_number_is_refused_and_stays_in_the_field(mine, typed):
    answer = mine.post("/numbers/add/", {"phone": typed})
    assert answer.status_code == 422
    assert answer.context["form"]["phone"].value() == typed
    assert not LoginCode.objects.exists()


def test_a_code_of_another_session_adds_nothing(mine, owner):
    make_contract(FREE)
    mine.post("/numbers/add/", {"phone": FREE})
    code = code_in_sms()
    other = signed_in(make_owner("79990000000")[0])
    session = other.session
    session["add_number"] = {"msisdn": FREE, "at": NOW.timestamp()}
    session.save()
    assert other.post("/numbers/add/code/", {"code": code}).status_code == 422
    assert Contract.objects.get(primary_line__msisdn=FREE).owner is None
    assert mine.post("/numbers/add/code/", {"code": code}).status_code == 302


def test_the_code_page_alone_leads_to_the_number(mine, clock):
    assert mine.get("/numbers/add/code/").url == "/numbers/add/"


def test_a_number_is_named(mine, owner):
    line = Line.objects.get(msisdn=MY_SECOND)
    mine.post(f"/numbers/{line.public_id}/", {"name": "Дача"})
    assert "Дача" in mine.get("/numbers/").content.decode()
    too_long = mine.post(f"/numbers/{line.public_id}/", {"name": "я" * 41})
    assert too_long.status_code == 422
    assert too_long.context["form"]["name"].value() == "я" * 41


def test_a_removed_number_is_gone_from_every_page_at_once():
    _owner, line = make_owner(THEIRS)
    mine = signed_in(give_access(line))
    assert mine.get(f"/numbers/{line.public_id}/remove/").status_code == 200
    assert mine.post(f"/numbers/{line.public_id}/remove/").url == "/numbers/"
    for address in (f"/?line={line.public_id}", f"/chat/?line={line.public_id}", f"/numbers/{line.public_id}/"):
        assert mine.get(address).status_code == 404
    assert "Номеров пока нет" in mine.get("/numbers/").content.decode()


def test_a_number_of_ones_own_contract_says_why_it_stays(mine):
    line = Line.objects.get(msisdn=MINE)
    assert "убрать нельзя" in mine.get(f"/numbers/{line.public_id}/remove/").content.decode()
    assert mine.post(f"/numbers/{line.public_id}/remove/").status_code == 422


def test_a_form_of_one_number_on_the_address_of_another_changes_nothing(mine):
    first, second = Line.objects.get(msisdn=MINE), Line.objects.get(msisdn=MY_SECOND)
    answer = mine.post(f"/numbers/{first.public_id}/", {"name": "Дача", "line": str(second.public_id)})
    assert answer.status_code == 404
    assert mine.get(f"/numbers/{uuid4()}/").status_code == 404


def test_each_number_says_what_tariff_it_is_on(mine):
    line = Line.objects.get(msisdn=MY_SECOND)
    pay(account_of(line), 550)
    has(line, make_tariff("together", 550))
    text = mine.get("/numbers/").content.decode()
    assert text.count("· Тариф together</small>") == 1
