"""Whatever shows a period shows the same sums: pages, CSV, table and document."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.billing.money import account_of, charge, pay
from tests.billing.reports.reading import DOCUMENT, NOVEMBER, TABLE, made, pages, rows, summary, sums
from tests.billing.usage.network import event, give, rate
from tests.people import NOW, give_access, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "files")]

TOTALS = ("Было", "Пришло", "Ушло", "Стало")


@pytest.fixture(autouse=True)
def a_month(line):
    """Money before and within, charges of all sorts, usage with packages and without."""
    account = account_of(line)
    pay(account, "900.07", now=NOW - timedelta(days=40))
    give(line, "voice", 300)
    rate(*[event(ago=60 * number, volume=67 * number) for number in range(1, 9)])
    rate(event(to="77012345678", volume=190), event(unit="data", volume=7_654_321), event(unit="sms", volume=1))
    for number in range(1, 6):
        charge(account, f"{number}.0{number}", line=line)
    pay(account, "77.77", line=line)


def said(line):
    return {"line": str(line.public_id), "from": str(NOVEMBER.first), "to": str(NOVEMBER.last)}


def columns(answer, name):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [Decimal(row[name].replace(",", ".")) for row in csv.DictReader(io.StringIO(text), delimiter=";")]


@pytest.mark.parametrize("whose", ["owner", "manager"])
def test_movements(line, owner, whose):
    person = owner if whose == "owner" else give_access(line)
    browser = signed_in(person)
    page = browser.get("/finance/operations/", said(line)).context["statement"]
    shown = [page.opening, page.income, -page.spent, page.closing]
    known = [(name, amount) for name, amount in zip(TOTALS, shown, strict=True) if amount is not None]
    movements = page.income - page.spent

    assert sum(columns(browser.get("/finance/operations.csv", said(line)), "Сумма")) == movements

    table = made(person, line, TABLE)
    told = summary(table)
    assert [(name, Decimal(str(told[f"{name}, ₽"]))) for name, _amount in known] == known
    assert sum(Decimal(str(row[3])) for row in rows(table, "Операции")[1:]) == movements

    [document, *_rest] = pages(made(person, line, DOCUMENT))
    assert sums(document[document.index("Итоги") : document.index("По категориям")]) == [sum_ for _name, sum_ in known]
    categories = document[document.index("По категориям") : document.index("Детализация: номер")]
    assert sum(sums(categories)) == movements


def test_usage(line, owner):
    browser = signed_in(owner)
    costs = columns(browser.get("/finance/usage.csv", said(line)), "Стоимость")
    assert len(costs) == 11
    assert sum(costs) > 0
    table = made(owner, line, TABLE)
    assert [Decimal(str(row[8])) for row in rows(table, "Детализация")[1:]] == costs
    [document, *_rest] = pages(made(owner, line, DOCUMENT))
    shown = document[document.index("Детализация: номер") : document.index("\nОперации\n")]
    assert sum(sums(shown)) == sum(costs)
    head = browser.get("/finance/usage/", said(line)).content.decode().replace("\u00a0", " ")
    assert f"{sum(costs):.2f}".replace(".", ",") in head
