"""Every total is the same number wherever it is shown: the page of operations, its file, the overview, the bill, the
sums by category and by number, two bills side by side."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from random import Random

import pytest

from billing.causes import Cause
from billing.kinds import INCOMING, EntryKind
from billing.models import Bill, Entry
from billing.services.ledger import post_many
from billing.statements.categories import Category, category_expression
from tests.billing.money import account_of, row, rub
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in EntryKind if kind != EntryKind.REVERSAL]  # what one reverses has to be named
KINDS += [EntryKind.USAGE] * 4
MONTHS = {"2026-10": "from=2026-10-01&to=2026-10-31", "2026-11": "from=2026-11-01&to=2026-11-24"}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    """Movements of every kind, of two numbers and of none, over three months, a few kopecks each."""
    _owner, line = make_owner("79031234567", "79031234568")
    account, chance = account_of(line), Random(1)
    account.floor = rub(-100_000)
    account.save()
    lines = [None, *line.contract.lines.order_by("pk").values_list("pk", flat=True)]
    for place in range(150):
        kind = chance.choice(KINDS)
        sign = 1 if kind in INCOMING or (kind == EntryKind.CORRECTION and chance.random() < 0.5) else -1
        amount = str(sign * Decimal(chance.randint(1, 99_999)) / 100)
        cause = Cause(rule=chance.choice(["call", "sms", "data", ""]))
        posting = row(account, amount, f"r{place}", kind, line_id=chance.choice(lines), cause=cause)
        post_many([posting], now=NOW - timedelta(hours=12 * (149 - place)))
    return line


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


def totals(statement) -> tuple:
    return statement.opening, statement.income, statement.spent, statement.closing


def of_file(client, query) -> tuple[Decimal, Decimal]:
    """Income and spending of the rows of a file."""
    text = client.get(f"/finance/operations.csv?{query}").getvalue().decode("utf-8-sig")
    amounts = [Decimal(each[3].replace(",", ".")) for each in list(csv.reader(StringIO(text), delimiter=";"))[1:]]
    return sum(each for each in amounts if each > 0), -sum(each for each in amounts if each < 0)


@pytest.mark.parametrize(
    "asked", [*MONTHS.values(), f"{MONTHS['2026-10']}&kind=calls", f"{MONTHS['2026-10']}&number=none"]
)
def test_programs_are_told_the_same(client, line, asked):
    shown = client.get(f"/finance/operations/?{asked}").context["statement"]
    told = client.get(f"/api/v1/statement/?{asked}").json()
    names = ("opening", "income", "spent", "rest", "closing")
    assert {name: Decimal(told[name]) for name in names} == {name: getattr(shown, name) for name in names}
    assert (told["line"], told["currency"]) == (str(line.public_id), "RUB")
    assert (told["from"], told["to"]) == (f"{shown.from_date}", f"{shown.to_date}")


def test_a_program_that_asks_for_what_is_no_date_is_told_so(client):
    answer = client.get("/api/v1/statement/?from=вчера&to=2026-11-24")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == ["from"]


def test_a_program_of_who_sees_one_number_is_told_of_no_other(line):
    person = give_access(line, sees_details=True)
    told = signed_in(person).get(f"/api/v1/statement/?line={line.public_id}&{MONTHS['2026-10']}").json()
    page = signed_in(person).get(f"/finance/operations/?line={line.public_id}&{MONTHS['2026-10']}").context["statement"]
    assert (told["opening"], told["rest"], told["closing"]) == (None, None, None)
    assert (Decimal(told["income"]), Decimal(told["spent"])) == (page.income, page.spent)


@pytest.mark.parametrize("month", MONTHS)
def test_page_file_overview_and_their_parts_say_the_same(client, month):
    shown = client.get(f"/finance/operations/?{MONTHS[month]}").context["statement"]
    opening, income, spent, closing = totals(shown)
    assert income * spent > 0
    assert opening + income - spent == closing
    overview = client.get(f"/finance/?month={month}").context
    assert totals(overview["statement"]) == totals(shown)
    assert of_file(client, MONTHS[month]) == (income, spent)
    assert sum(bar.of.amount for bar in overview["income"]) == income
    assert sum(bar.of.amount for bar in overview["spending"]) == spent
    assert sum(each.income for each in overview["lines"]) == income
    assert sum(each.spent for each in overview["lines"]) == spent
    of_year = next(each for each in overview["year"] if f"{each.first:%Y-%m}" == month)
    assert (of_year.income, of_year.spent) == (income, spent)


def test_the_bill_and_the_comparison_say_the_same(client):
    client.get("/finance/bills/")
    shown = client.get(f"/finance/operations/?{MONTHS['2026-10']}").context["statement"]
    bill = Bill.objects.get(month="2026-10-01")
    assert (bill.opening, bill.income, bill.spent, bill.closing) == totals(shown)
    assert sum(each.amount for each in bill.rows.all()) == shown.income - shown.spent
    page = client.get(f"/finance/bills/{bill.public_id}/").context
    assert totals(page["statement"]) == totals(shown)
    for of, direction in ((shown.spent, "spending"), (shown.income, "income")):
        assert sum(bar.of.amount for bar in page[direction]) == of
        assert sum(share.amount for each in page["by_line"] for share in getattr(each, direction)) == of
    told = client.get("/finance/bills/compare/").context["comparison"]
    assert (told.income.after, told.spent.after) == (shown.income, shown.spent)
    assert sum(each.after for each in told.spending) == shown.spent
    assert sum(each.after for each in told.incoming) == shown.income


def test_bills_join_without_a_seam_and_the_last_leads_to_this_month(client):
    months = client.get("/finance/").context["year"]
    assert len(months) == 3
    for later, earlier in pairwise(months):
        assert earlier.statement.closing == later.statement.opening
        assert earlier.statement.last_seq == later.statement.after_seq


def test_categories_divide_a_month_and_each_leads_to_its_movements(client):
    overview = client.get("/finance/?month=2026-10").context
    for bar in [*overview["spending"], *overview["income"]]:
        asked = f"{MONTHS['2026-10']}&kind={bar.of.category.value}"
        shown = client.get(f"/finance/operations/?{asked}").context["statement"]
        assert shown.income + shown.spent == bar.of.amount
        assert of_file(client, asked) == (shown.income, shown.spent)
        assert totals(shown)[0] + shown.income - shown.spent + shown.rest == shown.closing


def test_numbers_divide_a_month_too(client, line):
    whole = client.get(f"/finance/operations/?{MONTHS['2026-10']}").context["statement"]
    names = [*map(str, line.contract.lines.values_list("public_id", flat=True)), "none"]
    parts = [
        client.get(f"/finance/operations/?{MONTHS['2026-10']}&number={name}").context["statement"] for name in names
    ]
    assert sum(each.income for each in parts) == whole.income
    assert sum(each.spent for each in parts) == whole.spent
    assert all(each.opening + each.income - each.spent + each.rest == each.closing for each in parts)


def test_every_kind_of_movement_is_among_them(line):
    told = Entry.objects.annotate(category=category_expression()).values_list("category", flat=True)
    assert set(told) == set(Category)
