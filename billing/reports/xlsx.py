"""A report as a table: sheets «Сводка», «Операции», «Детализация», written row by row to the disk.

What people wrote (names, numbers, counterparts) goes into cells of text and nothing else: a number stays as it is
written, and what looks like a formula is not one, neither here nor after somebody edits the cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from billing.models import Unit
from billing.reports.contents import Contents, Operation, Used
from billing.reports.words import UNIT_NAMES, in_megabytes, package_words, packaged
from billing.usage.words import other_end
from cabinet.core import brand

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
SECONDS_A_DAY = 86_400  # a duration in a table is a part of a day
DAY_ZERO = date(1899, 12, 30).toordinal()  # what a table counts its days from

Count = Callable[[int], None]  # told of rows that were written
Rows = Iterable[tuple[Any, ...]]


class Table:
    """A workbook being written, and the formats of its cells."""

    def __init__(self, path: str) -> None:
        self.book = Workbook(path, OPTIONS | {"tmpdir": str(Path(path).parent)})
        self.text = self._format("@")
        self.when = self._format("dd.mm.yyyy hh:mm:ss")
        self.day = self._format("dd.mm.yyyy")
        self.money = self._format("#,##0.00")
        self.whole = self._format("0")
        self.megabytes = self._format(f'#,##0.00" {_("МБ")}"')
        self.duration = self._format("[h]:mm:ss")
        self.bold = self.book.add_format({"bold": True, "num_format": "@"})
        self.yes, self.packaged = _("да"), package_words()
        self.title = self.book.add_format({"bold": True, "font_size": 14, "num_format": "@"})
        self.head = self.book.add_format({"bold": True, "num_format": "@", "bg_color": "#ECEAE4", "bottom": 1})

    def sheet(self, name: str, heads: list[tuple[str, int]]) -> Worksheet:
        """A sheet of columns with a head that stays in sight."""
        sheet: Worksheet = self.book.add_worksheet(name)
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, self.head)
        sheet.freeze_panes(1, 0)
        return sheet

    def _format(self, pattern: str) -> Format:
        return self.book.add_format({"num_format": pattern})


def write_xlsx(contents: Contents, path: str, count: Count) -> None:
    """Write `contents` to `path` in the language that is switched on; `count(rows)` is called as rows are written."""
    table = Table(path)
    summary = table.book.add_worksheet(_("Сводка"))
    _operations(table, contents, count)
    _usage(table, contents, count)
    _summary(table, summary, contents)  # last: it tells what the other two came to
    table.book.set_properties(
        {"title": _("Отчёт"), "author": brand.current().name, "created": _naive(contents.made_at)}
    )
    table.book.close()


def _operations(table: Table, contents: Contents, count: Count) -> None:
    heads = [(_("Когда"), 20), (_("За что"), 44), (_("Номер"), 18), (_("Сумма, ₽"), 14)]
    if contents.whole:
        heads.append((_("Стало на счёте, ₽"), 20))
    sheet = table.sheet(_("Операции"), heads)
    row = 0
    for row, each in enumerate(contents.operations(), start=1):
        _operation(table, sheet, row, each)
        count(1)
    sheet.autofilter(0, 0, row, len(heads) - 1)


def _operation(table: Table, sheet: Worksheet, row: int, each: Operation) -> None:
    sheet.write_number(row, 0, _serial(each.at), table.when)
    sheet.write_string(row, 1, each.title, table.text)
    sheet.write_string(row, 2, each.number, table.text)
    sheet.write_number(row, 3, float(each.amount), table.money)
    if each.balance_after is not None:
        sheet.write_number(row, 4, float(each.balance_after), table.money)


def _usage(table: Table, contents: Contents, count: Count) -> None:
    heads = [(_("Когда"), 20), (_("Что"), 32), (_("С кем"), 22), (_("Длительность"), 15), (_("SMS"), 8)]
    heads += [(_("МБ"), 12), (_("В роуминге"), 13), (_("Из пакета"), 13), (_("Стоимость, ₽"), 15)]
    sheet = table.sheet(_("Детализация"), heads)
    row = 0
    for row, each in enumerate(contents.usage(), start=1):
        _used(table, sheet, row, each)
        count(1)
    sheet.autofilter(0, 0, row, len(heads) - 1)


def _used(table: Table, sheet: Worksheet, row: int, each: Used) -> None:
    sheet.write_number(row, 0, _serial(each.at), table.when)
    sheet.write_string(row, 1, each.title, table.text)
    sheet.write_string(row, 2, other_end(each.counterpart), table.text)
    if each.unit == Unit.VOICE:
        sheet.write_number(row, 3, each.volume / SECONDS_A_DAY, table.duration)
    elif each.unit == Unit.SMS:
        sheet.write_number(row, 4, each.volume, table.whole)
    else:
        sheet.write_number(row, 5, in_megabytes(each.volume), table.megabytes)
    if each.roaming:
        sheet.write_string(row, 6, table.yes, table.text)
    if each.taken:
        sheet.write_string(row, 7, packaged(each, table.packaged), table.text)
    sheet.write_number(row, 8, float(each.amount), table.money)


def _summary(table: Table, sheet: Worksheet, contents: Contents) -> None:
    of = contents.statement
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 3, 18)
    sheet.write_string(0, 0, _("Отчёт: номер %(number)s") % {"number": contents.line}, table.title)
    facts: list[tuple[str, Any, Format]] = [
        (_("С"), of.from_date, table.day),
        (_("По"), of.to_date, table.day),
        (_("Составлен"), _naive(contents.made_at), table.when),
    ]
    sums = [
        (_("Было, ₽"), of.opening),
        (_("Пришло, ₽"), of.income),
        (_("Ушло, ₽"), -of.spent),
        (_("Стало, ₽"), of.closing),
    ]
    facts += [(name, amount, table.money) for name, amount in sums if amount is not None]
    row = 2
    for name, value, look in facts:
        sheet.write_string(row, 0, name, table.text)
        _typed(sheet, row, 1, value, look)
        row += 1
    row = _by_category(table, sheet, row + 1, contents)
    _by_unit(table, sheet, row + 1, contents)


def _by_category(table: Table, sheet: Worksheet, row: int, contents: Contents) -> int:
    """From `row` on; returns the first row that is free."""
    sheet.write_string(row, 0, _("По категориям"), table.bold)
    sheet.write_string(row, 1, _("Сумма, ₽"), table.bold)
    for name, amount in contents.by_category():
        row += 1
        sheet.write_string(row, 0, name, table.text)
        sheet.write_number(row, 1, float(amount), table.money)
    return row + 1


def _by_unit(table: Table, sheet: Worksheet, row: int, contents: Contents) -> None:
    sheet.write_string(row, 0, _("Детализация: номер %(number)s") % {"number": contents.line}, table.bold)
    for column, name in enumerate((_("Сколько раз"), _("Всего"), _("Стоимость, ₽")), start=1):
        sheet.write_string(row, column, name, table.bold)
    for unit, words in UNIT_NAMES.items():
        total = contents.used.get(unit)
        if total is None:
            continue
        row += 1
        sheet.write_string(row, 0, str(words), table.text)
        sheet.write_number(row, 1, total.count, table.whole)
        if unit == Unit.VOICE:
            sheet.write_number(row, 2, total.volume / SECONDS_A_DAY, table.duration)
        else:
            volume = total.volume if unit == Unit.SMS else in_megabytes(total.volume)
            sheet.write_number(row, 2, volume, table.whole if unit == Unit.SMS else table.megabytes)
        sheet.write_number(row, 3, float(total.amount), table.money)


def _typed(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), look)
    else:
        sheet.write_datetime(row, column, value, look)


def _naive(at: datetime) -> datetime:
    """Tables know no zones: the clock of the contract, as it stands."""
    return at.replace(tzinfo=None)


def _serial(at: datetime) -> float:
    """The number that a table keeps for a moment: days since its day zero. `write_datetime` of the library comes to the
    same for any day since March 1900, at three times the price, which a hundred thousand rows feel."""
    seconds = at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6
    return at.toordinal() - DAY_ZERO + seconds / SECONDS_A_DAY
