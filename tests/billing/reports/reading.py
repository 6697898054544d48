"""Reports in tests: ordered and made as the portal does it, and read back by other libraries than those that wrote."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
from django.core.files.storage import default_storage

from billing.models import Report, ReportFormat
from billing.periods import Period
from billing.reports.services.make import make_report
from billing.reports.services.order import order_report
from cabinet.accounts.models import Line, User
from tests.people import NOW

MOSCOW = ZoneInfo("Europe/Moscow")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 24), MOSCOW)
TABLE, DOCUMENT = ReportFormat.XLSX, ReportFormat.PDF


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def ordered(
    user: User, line: Line, format: ReportFormat = TABLE, period: Period = NOVEMBER, now: datetime = NOW, **rest: Any
) -> Report:
    said = {"by_email": False, "language": "ru"} | rest
    return order_report(user=user, line=line, format=format, period=period, now=now, **said)


def made(
    user: User, line: Line, format: ReportFormat = TABLE, period: Period = NOVEMBER, now: datetime = NOW, **rest: Any
) -> Report:
    report = ordered(user, line, format, period, now, **rest)
    make_report(report_id=report.pk, now=now)
    report.refresh_from_db()
    return report


def workbook(report: Report) -> Any:
    """As openpyxl reads it."""
    with default_storage.open(report.file) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def rows(report: Report, sheet: str) -> list[tuple[Any, ...]]:
    """The values of a sheet, its head first."""
    return list(workbook(report)[sheet].iter_rows(values_only=True))


def summary(report: Report, sheet: str = "Сводка") -> dict[str, Any]:
    """What stands on the first sheet: a name, and what stands right of it."""
    return {str(row[0]): row[1] for row in rows(report, sheet) if row[0] is not None}


def pages(report: Report) -> list[str]:
    """The text of each page, as pypdf reads it, with common spaces."""
    with default_storage.open(report.file) as file:
        return [page.extract_text().replace("\u00a0", " ") for page in pypdf.PdfReader(io.BytesIO(file.read())).pages]


def sums(text: str) -> list[Decimal]:
    """The sums of money in a text of a document, in their order."""
    written = re.findall(r"([+−]?)(\d[\d ]*,\d\d) ₽", text)
    return [
        Decimal(f"{'-' if sign == '−' else ''}{digits.replace(' ', '').replace(',', '.')}") for sign, digits in written
    ]
