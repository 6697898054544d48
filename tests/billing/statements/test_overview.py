"""The overview of a month: what was, came, went and is, and what it went on (B4)."""

from datetime import timedelta

import pytest

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.statements.categories import Category
from cabinet.accounts.models import Role
from tests.billing.money import account_of, charge, pay, rub
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/finance/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    """October: 1 000 paid, 20 for calls. November: 550 for the tariff, 30 and 40 for content (the other number's), 300
    paid."""
    _owner, line = make_owner("79031234567", "79031234568")
    account, call = account_of(line), Cause(rule="call", name="Казахстан")
    pay(account, 1000, now=NOW - timedelta(days=40))
    charge(account, 20, kind=EntryKind.USAGE, cause=call, line=line, now=NOW - timedelta(days=30))
    charge(account, 550, kind=EntryKind.TARIFF, line=line, now=NOW - timedelta(days=20))
    charge(account, 30, kind=EntryKind.CONTENT, line=line)
    charge(account, 40, kind=EntryKind.CONTENT, line=other_of(line))
    pay(account, 300)
    return line


def other_of(line):
    return line.contract.lines.exclude(pk=line.pk).get()


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


def shares(rows) -> list[tuple]:
    return [(bar.of.category, bar.of.amount, bar.percent) for bar in rows]


def test_this_month_is_shown_and_its_categories_are_all_that_went_and_came(client):
    page = client.get(PAGE)
    assert page.status_code == 200
    shown = page.context["statement"]
    assert (shown.opening, shown.income, shown.spent, shown.closing) == (rub(980), rub(300), rub(620), rub(660))
    assert shares(page.context["spending"]) == [
        (Category.PLAN, rub(550), "100.0"),
        (Category.CONTENT, rub(70), "12.7"),
    ]
    assert shares(page.context["income"]) == [(Category.PAYMENTS, rub(300), "100.0")]


def test_another_month_is_chosen_by_the_address(client):
    page = client.get(f"{PAGE}?month=2026-10")
    assert [bar.of.category for bar in page.context["spending"]] == [Category.CALLS]
    assert page.context["statement"].closing == rub(980)


@pytest.mark.parametrize("month", ["2026-12", "2026-13", "1999-12", "x", "2026-1", "2026-10-01", "%01"])
def test_a_month_that_is_none_is_not_there(client, month):
    assert client.get(f"{PAGE}?month={month}").status_code == 404


def test_who_was_given_the_line_sees_that_lines_part_and_no_sums_of_the_account(line):
    page = signed_in(give_access(line, Role.VIEWER)).get(f"{PAGE}?line={line.public_id}")
    assert [(each.of.category, each.of.amount) for each in page.context["spending"]] == [
        (Category.PLAN, rub(550)),
        (Category.CONTENT, rub(30)),
    ]
    text = page.content.decode()
    for sum_of_account in ("40,00", "70,00", "300,00", "980,00"):
        assert sum_of_account not in text


def test_who_sees_no_details_sees_the_balance_alone(line):
    viewer = signed_in(give_access(line, Role.VIEWER, sees_details=False))
    text = viewer.get(f"{PAGE}?line={line.public_id}").content.decode()
    assert "660,00" in text
    assert "550,00" not in text


def test_a_contract_where_nothing_happened_says_what_will_appear():
    owner, _line = make_owner("79160000001")
    page = signed_in(owner).get(PAGE)
    assert page.status_code == 200
    assert "Расходов нет" in page.content.decode()
