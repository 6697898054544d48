"""The catalogue as a table: the same columns come out (CSV) and go in (CSV or XLSX).

Nothing in a cell is executed by a program that opens the file: what begins like a formula is written after an
apostrophe, which is taken away again when the table is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from subscriptions.catalogue.workbook import MOST_ROWS, ZIPPED, UnreadableTable, rows_of_workbook
from subscriptions.models import ContentService, Offering, Service, Tariff

LARGEST, LONGEST_CELL = 1024**2, 1000  # bytes, characters
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COMMON = (
    *("name_ru", "name_en", "about_ru", "about_en", "price", "every", "connect_fee", "kinds", "regions"),
    *("on_sale_from", "on_sale_until", "position"),
)
COLUMNS: dict[type[Offering], tuple[str, ...]] = {  # besides `code`, which says what the row is about
    Tariff: (*COMMON, "rate_card", "refunds_rest", "keeps_packages", "resume", "speed", "channels"),
    Service: (*COMMON, "category", "requires", "conflicts", "tariffs", "is_extra", "network_code"),
    ContentService: (*COMMON, "provider", "short_number", "category", "trial_days"),
}


def text_of(value: Any) -> str:
    """A value as it stands in a cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:.2f}"
        case date():
            return value.isoformat()
        case models.Model():
            return str(value.code)  # type: ignore[attr-defined]
        case str() | int():
            return str(value)
        case _:
            return ",".join(sorted(text_of(each) for each in value))


def texts_of(offering: Offering) -> dict[str, str]:
    """The cells of `offering`, by columns."""
    found = {}
    for column in COLUMNS[type(offering)]:
        value = getattr(offering, column)
        found[column] = text_of(value.all() if column == "regions" else value)
    return found


def write(offerings: Iterable[Offering], *, model: type[Offering]) -> str:
    """The table of `offerings`; a semicolon between cells, as office programs expect it here."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["code", *COLUMNS[model]])
    for offering in offerings:
        cells = texts_of(offering)
        writer.writerow(_harmless(cell) for cell in (offering.code, *cells.values()))
    return out.getvalue()


def read(content: bytes, *, model: type[Offering]) -> list[dict[str, str]]:
    """The rows of a table, by columns, in their order. Raises `UnreadableTable`."""
    if len(content) > LARGEST:
        raise UnreadableTable(_("Файл больше 1 МБ."))
    rows = rows_of_workbook(content) if content.startswith(ZIPPED) else _rows_of_csv(content)
    if not rows:
        raise UnreadableTable(_("В файле ничего нет."))
    header = [name.strip() for name in rows[0]]
    _check_header(header, model)
    full = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if len(full) > MOST_ROWS:
        raise UnreadableTable(_("В таблице больше 2000 строк."))
    return [_cells(header, row) for row in full]


def _rows_of_csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableTable(_("Файл должен быть в кодировке UTF-8.")) from None
    first = text.partition("\n")[0]
    try:
        return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True))
    except csv.Error:
        raise UnreadableTable(_("Это не таблица CSV.")) from None


def _check_header(header: Sequence[str], model: type[Offering]) -> None:
    unknown = [name for name in header if name not in ("code", *COLUMNS[model])]
    if unknown:
        raise UnreadableTable(_("Неизвестные столбцы: %(names)s.") % {"names": ", ".join(unknown)})
    if "code" not in header or len(set(header)) < len(header):
        raise UnreadableTable(_("Нужен столбец code, и каждый столбец один раз."))


def _cells(header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    if len(row) > len(header) or any(len(cell) > LONGEST_CELL for cell in row):
        raise UnreadableTable(_("Строка %(row)s не похожа на строку таблицы.") % {"row": row[0][:50]})
    cells = [cell.strip() for cell in row] + [""] * (len(header) - len(row))
    return {name: _plain(cell) for name, cell in zip(header, cells, strict=True)}


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(LIKE_A_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(LIKE_A_FORMULA) else cell
