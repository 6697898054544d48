"""This month of all contracts and numbers of a person together (A8)."""

from datetime import timedelta

import pytest

from billing.statements import everything as module
from billing.statements.everything import everything
from cabinet.accounts.access import Right, allowed, lines_with_details
from cabinet.accounts.models import Access, Contract, Line, LineStatus, Role
from tests.billing.money import account_of, charge, pay, rub
from tests.people import NOW, make_contract, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def owner():
    """Two contracts of their own, and one number of somebody else's with details."""
    owner, line = make_owner("79031234567", "79031234568")
    second = make_contract("79031234569", owner=owner).primary_line
    pay(account_of(line), 1000, now=NOW - timedelta(days=40))
    charge(account_of(line), 7, line=line, now=NOW - timedelta(days=30))  # October
    charge(account_of(line), 100, line=line)
    pay(account_of(second), 50)
    charge(account_of(second), 20, line=second)
    _neighbour, theirs = make_owner("79160000001", "79160000002")
    Access.objects.create(user=owner, line=theirs, role=Role.VIEWER)
    pay(account_of(theirs), 500)
    charge(account_of(theirs), 3, line=theirs)
    charge(account_of(theirs), 60, line=theirs.contract.lines.exclude(pk=theirs.pk).get())
    return owner


def told(user) -> list[tuple]:
    return [
        (each.contract.number if each.contract else str(each.line), each.income, each.spent)
        for each in everything(user=user, now=NOW).rows
    ]


def test_contracts_are_counted_once_and_others_numbers_by_their_own_movements(owner):
    assert told(owner) == [
        ("T-79031234567", 0, rub(100)),
        ("T-79031234569", rub(50), rub(20)),
        ("916 000-00-01", 0, rub(3)),
    ]
    whole = everything(user=owner, now=NOW)
    assert (whole.income, whole.spent, whole.others) == (rub(50), rub(123), 0)


def test_a_number_without_details_adds_nothing(owner):
    Access.objects.update(sees_details=False)
    assert [name for name, _income, _spent in told(owner)] == ["T-79031234567", "T-79031234569"]


def test_beyond_the_dearest_they_are_counted_and_not_listed(owner, monkeypatch):
    monkeypatch.setattr(module, "SHOWN", 1)
    whole = everything(user=owner, now=NOW)
    assert (len(whole.rows), whole.others, whole.spent) == (1, 2, rub(123))


def test_each_contract_has_the_month_of_its_zone(owner):
    Contract.objects.filter(number="T-79031234569").update(time_zone="Asia/Vladivostok")
    at = NOW.replace(day=30, hour=15)  # 1 December there
    spent = {each.contract and each.contract.number: each.spent for each in everything(user=owner, now=at).rows}
    assert spent == {"T-79031234567": rub(100), "T-79031234569": 0, None: rub(3)}


def test_it_costs_five_queries_however_many_there_are(owner, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        everything(user=owner, now=NOW)


def test_the_overview_shows_it_to_who_holds_more_than_one_contract(owner):
    text = signed_in(owner).get("/finance/").content.decode()
    assert "Все ваши номера и договоры" in text
    assert "T-79031234569" in text
    alone, _line = make_owner("79170000001", "79170000002")
    assert "Все ваши номера и договоры" not in signed_in(alone).get("/finance/").content.decode()


def test_the_overview_costs_a_bounded_number_of_queries(owner, django_assert_max_num_queries):
    browser = signed_in(owner)
    browser.get("/finance/")
    with django_assert_max_num_queries(20):
        browser.get("/finance/")


def test_the_query_of_lines_with_details_says_what_the_right_says(owner):
    for line in Line.objects.all():
        for user in (owner, make_specialist(f"s{line.pk}")):
            found = lines_with_details(user, NOW).filter(pk=line.pk).exists()
            assert found == allowed(user, line, Right.SEE_ENTRIES, NOW)
    Access.objects.update(until=NOW)
    Line.objects.filter(contract__owner=owner).update(status=LineStatus.CLOSED, closed_at=NOW)
    assert not lines_with_details(owner, NOW).exists()
