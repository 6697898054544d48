"""The first sheet of an Excel file as rows of text: no formulas, and no more than what a catalogue needs."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from cabinet.core.errors import DomainError

ZIPPED = b"PK\x03\x04"  # how an XLSX file begins
MOST_ROWS, MOST_COLUMNS = 2000, 40
LARGEST_UNPACKED = 20 * 1024**2  # bytes: a small file may unpack into a disk of them


class UnreadableTable(DomainError):
    """The file is no table of the catalogue; the message says what is wrong with it."""

    code = "unreadable_table"


def rows_of_workbook(content: bytes) -> list[list[str]]:
    """The cells of the first sheet, as text. Raises `UnreadableTable`, for any formula, too."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise UnreadableTable(_("Файл слишком велик."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        # One row and one column more than there may be: so that too many are noticed, and not cut off.
        return [
            _trimmed([_text(cell) for cell in row])
            for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
        ]
    except UnreadableTable:
        raise
    except Exception:
        raise UnreadableTable(_("Это не таблица Excel.")) from None


def _text(cell: Any) -> str:
    if cell.data_type == "f":
        raise UnreadableTable(_("В ячейке %(cell)s формула: нужны значения.") % {"cell": cell.coordinate})
    match cell.value:
        case None:
            return ""
        case bool():
            return "true" if cell.value else "false"
        case float():
            return f"{Decimal(repr(cell.value)).normalize():f}"
        case datetime():
            return cell.value.date().isoformat()
        case _:
            return str(cell.value)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
