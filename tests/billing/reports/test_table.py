"""A report as a table (XLSX), read back by openpyxl."""

import zipfile
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import ReportStatus, Unit
from billing.reports import contents
from billing.selectors import statement, view_for
from tests.billing.money import account_of, charge, pay
from tests.billing.reports.reading import NOVEMBER, made, rows, summary, workbook
from tests.billing.usage.network import event, give, make_line, rate
from tests.people import NOW, add_line, give_access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

FORMULA = '=HYPERLINK("http://evil.example","Здравствуйте")'


def test_the_sheets_the_heads_in_sight_and_the_filters(line, owner):
    pay(account_of(line), 100)
    rate(event())
    book = workbook(made(owner, line))
    assert book.sheetnames == ["Сводка", "Операции", "Детализация"]
    operations, usage = book["Операции"], book["Детализация"]
    assert [cell.value for cell in operations[1]] == ["Когда", "За что", "Номер", "Сумма, ₽", "Стало на счёте, ₽"]
    assert [cell.value for cell in usage[1]] == [
        "Когда", "Что", "С кем", "Длительность", "SMS", "МБ", "В роуминге", "Из пакета", "Стоимость, ₽"
    ]  # fmt: skip
    assert (operations.freeze_panes, operations.auto_filter.ref) == ("A2", "A1:E3")
    assert (usage.freeze_panes, usage.auto_filter.ref) == ("A2", "A1:I2")


def test_cells_are_typed_and_by_the_clock_of_the_contract(line, owner):
    pay(account_of(line), "1234.50", line=line, cause=Cause(rule="card"))
    report = made(owner, line)
    _head, row = rows(report, "Операции")
    assert row == (datetime(2026, 11, 24, 12, 0), "Пополнение картой", "903 123-45-67", 1234.5, 1234.5)
    cells = workbook(report)["Операции"][2]
    assert [cell.data_type for cell in cells] == ["d", "s", "s", "n", "n"]
    assert [cell.number_format for cell in cells] == ["dd.mm.yyyy hh:mm:ss", "@", "@", "#,##0.00", "#,##0.00"]


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Vladivostok", 19), ("Europe/Kaliningrad", 11), ("America/New_York", 4)]
)
def test_each_contract_has_its_own_clock(line, owner, zone, hour):
    line.contract.time_zone = zone
    line.contract.save()
    pay(account_of(line), 100)
    rate(event(at=NOW - timedelta(hours=1, microseconds=-1000)))
    report = made(owner, line)
    assert rows(report, "Операции")[1][0] == datetime(2026, 11, 24, hour, 0)
    assert rows(report, "Детализация")[1][0] == datetime(2026, 11, 24, hour - 1, 0, 0, 1000)


def test_what_is_read_in_several_parts_comes_once_each_in_its_order(line, owner, monkeypatch):
    monkeypatch.setattr(contents, "CHUNK", 2)
    for number in range(1, 6):
        pay(account_of(line), number, now=NOW - timedelta(hours=3))
    rate(*[event(f"call {number}", to=str(number), at=NOW - timedelta(hours=2)) for number in range(1, 6)])
    report = made(owner, line)
    assert [row[3] for row in rows(report, "Операции")[1:6]] == [1, 2, 3, 4, 5]
    assert sorted(row[2] for row in rows(report, "Детализация")[1:]) == ["1", "2", "3", "4", "5"]


def test_usage_in_columns_of_its_own_units(line, owner):
    at = NOW - timedelta(hours=2)
    rate(
        event(volume=3723, at=at, to="77012345678"),
        event(unit=Unit.SMS, volume=1, at=at + timedelta(minutes=1)),
        event(unit=Unit.DATA, volume=157_286_400, at=at + timedelta(minutes=2), to="internet"),
    )
    _head, call, sms, data = rows(made(owner, line), "Детализация")
    ten = datetime(2026, 11, 24, 10, 0)
    assert call == (ten, "Звонок, Казахстан", "701 234-56-78", timedelta(seconds=3723), None, None, None, None, 1260)
    assert sms == (ten + timedelta(minutes=1), "SMS", "916 000-00-00", None, 1, None, None, None, 1.95)
    assert data == (ten + timedelta(minutes=2), "Интернет", "internet", None, None, 150, None, None, 53.76)


def test_the_sums_are_those_of_the_page_and_add_up(line, owner):
    account = account_of(line)
    pay(account, 500, now=NOW - timedelta(days=40))
    for number in range(7):
        charge(account, f"{number + 1}.35", now=NOW - timedelta(days=number))
    pay(account, "33.33")
    rate(*[event(volume=61 * number, ago=60 * number) for number in range(1, 6)])
    report = made(owner, line)
    of = statement(view=view_for(user=owner, line=line, now=NOW), period=NOVEMBER)
    told = summary(report)
    shown = [told[f"{name}, ₽"] for name in ("Было", "Пришло", "Ушло", "Стало")]
    assert [Decimal(str(each)) for each in shown] == [of.opening, of.income, -of.spent, of.closing]
    amounts = [Decimal(str(row[3])) for row in rows(report, "Операции")[1:]]
    assert sum(amounts) == of.income - of.spent
    used = sum(Decimal(str(row[8])) for row in rows(report, "Детализация")[1:])
    category, calls = [row for row in rows(report, "Сводка") if row[0] == "Звонки"]
    assert (calls[1], Decimal(str(calls[3])), Decimal(str(category[1]))) == (5, used, -used)
    assert (told["С"], told["По"]) == (datetime(2026, 11, 1), datetime(2026, 11, 24))


def test_nothing_that_somebody_wrote_is_executed_or_turned_into_something_else(line, owner):
    texts = [FORMULA, "-100", "+79160000000", "@SUM(A1)", "=1+1", "http://evil.example", "0123"]
    pay(account_of(line), 100)
    for minute, text in enumerate(texts):
        charge(account_of(line), 1, kind=EntryKind.FEE, cause=Cause(name=text))
        rate(event(to=text, ago=60 - minute))
    report = made(owner, line)
    book = workbook(report)
    paid_for = [row[1] for row in book["Операции"].iter_rows(min_row=2) if row[3].value == -1]
    spoken_to = [row[2] for row in book["Детализация"].iter_rows(min_row=2)]
    for cells, number in ((paid_for, "+79160000000"), (spoken_to, "916 000-00-00")):
        assert [cell.value for cell in cells] == [text.replace("+79160000000", number) for text in texts]
        assert {(cell.data_type, cell.number_format, cell.hyperlink) for cell in cells} == {("s", "@", None)}
    with default_storage.open(report.file) as file, zipfile.ZipFile(file) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_whose_is_one_number_gets_that_numbers_movements_and_no_balance(line):
    account = account_of(line)
    sister = add_line(line.contract, "79031234568")
    charge(account, 30, kind=EntryKind.TRUST_REPAYMENT, line=sister)
    pay(account, 70, line=line)
    report = made(give_access(line), line)
    assert (report.status, report.whole) == (ReportStatus.READY, False)
    head, row = rows(report, "Операции")
    assert (head[-1], row[3]) == ("Сумма, ₽", 70)
    assert not {"Было, ₽", "Стало, ₽"} & summary(report).keys()
    assert summary(report)["Ушло, ₽"] == 0


def test_usage_is_of_that_number_within_those_days_alone(line, owner):
    neighbour = make_line("79031234999")
    rate(
        event("mine"), event("neighbours", number="79031234999"),
        event("too early", at=NOVEMBER.start - timedelta(seconds=1)),
        event("the first moment", at=NOVEMBER.start),
    )  # fmt: skip
    assert neighbour.pk != line.pk
    assert len(rows(made(owner, line), "Детализация")) == 1 + 2


def test_a_period_without_anything_is_a_file_all_the_same(line, owner):
    report = made(owner, line)
    assert [len(rows(report, sheet)) for sheet in ("Операции", "Детализация")] == [1, 1]
    assert summary(report)["Стало, ₽"] == 0


def test_in_english(line, owner):
    pay(account_of(line), 5)
    book = workbook(made(owner, line, language="en"))
    assert book.sheetnames == ["Summary", "Transactions", "Usage"]
    letters = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert [word for word in letters if any("а" <= letter.lower() <= "я" for letter in word)] == []


def test_packages_are_told_of(line, owner):
    give(line, Unit.VOICE, 120)
    rate(event(volume=60, ago=90), event(volume=120, ago=60))
    assert [row[7] for row in rows(made(owner, line), "Детализация")[1:]] == ["да", "частично"]
