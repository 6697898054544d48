"""A report as a document (PDF), read back by pypdf."""

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import ReportStatus, ReportTrouble
from billing.selectors import statement, view_for
from tests.billing.money import account_of, charge, pay
from tests.billing.reports.reading import DOCUMENT, NOVEMBER, made, names, pages, sums
from tests.billing.usage.network import event, rate
from tests.people import NOW, give_access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def test_totals_first_in_russian_and_the_same_as_on_the_page(line, owner):
    account = account_of(line)
    pay(account, "1500.10", now=NOW - timedelta(days=30))
    charge(account, "250.75", kind=EntryKind.TARIFF, cause=Cause(name="Ёжик в тумане №1"))
    rate(event(volume=61), event(volume=3600, to="77012345678"))
    [first, *_rest] = pages(made(owner, line, DOCUMENT))
    of = statement(view=view_for(user=owner, line=line, now=NOW), period=NOVEMBER)
    totals = first[first.index("Итоги") : first.index("По категориям")]
    assert sums(totals) == [of.opening, of.income, -of.spent, of.closing]
    assert "Отчёт: номер 903 123-45-67" in first
    assert "С 1 ноября 2026 по 24 ноября 2026" in first
    assert "Абонентская плата, «Ёжик в тумане №1»" in " ".join(first.split("\n"))
    shown = first[first.index("Детализация: номер") : first.index("Операции\n")]
    assert "61:01 мин" in shown  # how long they spoke in all
    assert sums(shown) == [Decimal("1205.00")]


def test_a_table_goes_over_pages_with_its_head_and_every_page_has_its_number(line, owner):
    account = account_of(line)
    pay(account, 1000)
    for number in range(100):
        charge(account, f"{number % 9 + 1}.25", kind=EntryKind.FEE, cause=Cause(name=f"Плата номер {number}"))
    report = made(owner, line, DOCUMENT)
    text = pages(report)
    assert len(text) == 3
    for number, page in enumerate(text, start=1):
        assert page.split()[-3:] == [str(number), "из", "3"]
        assert "Стало на счёте" in page
    whole = "\n".join(text)
    assert [f"Плата номер {number}\n" in whole for number in range(100)] == [True] * 100
    movements = sums(whole[whole.index("Операции\n") :])[0::2]
    of = statement(view=view_for(user=owner, line=line, now=NOW), period=NOVEMBER)
    assert sum(movements) == of.income - of.spent


def test_whose_is_one_number_gets_no_balance_of_the_account(line):
    account = account_of(line)
    pay(account, 777)
    charge(account, 5, line=line)
    [only] = pages(made(give_access(line), line, DOCUMENT))
    assert "777" not in only
    assert "Счёт целиком видит владелец договора" in only
    assert "Было" not in only


def test_a_long_name_and_strange_letters_break_nothing(line, owner):
    pay(account_of(line), 5)
    charge(account_of(line), 1, kind=EntryKind.FEE, cause=Cause(name="Щ" * 200 + "\U0001f600漢"))
    [only] = pages(made(owner, line, DOCUMENT))
    assert "…" in only


def test_what_has_too_many_rows_says_so_and_leaves_no_file(line, owner, settings, files):
    settings.REPORT_ROWS = {"xlsx": 2, "pdf": 1}
    pay(account_of(line), 5)
    pay(account_of(line), 6)
    report = made(owner, line, DOCUMENT)
    assert (report.status, report.trouble, report.file) == (ReportStatus.FAILED, ReportTrouble.TOO_LONG, "")
    assert names(files) == []
    assert made(owner, line).status == ReportStatus.READY


def test_in_english(line, owner):
    pay(account_of(line), 5)
    whole = "\n".join(pages(made(owner, line, DOCUMENT, language="en")))
    assert [word for word in whole.split() if any("а" <= letter.lower() <= "я" for letter in word)] == ["Оператор"]
