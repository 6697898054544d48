"""Statements as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.selectors import Movement, Statement, export

CSV_LIMIT = 100_000  # rows: what a spreadsheet opens without pain
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statement_csv(*, of: Statement, language: str) -> Iterator[str]:
    """The movements of a statement, oldest first, in pieces, as spreadsheets of that language's speakers open it."""
    chunks = export(of=of)
    yield "\ufeff"  # or Excel takes UTF-8 for something else
    with override(language):
        piece = _written([_heading(of)], language)
    while piece:
        yield piece
        # Pieces are sent after the middleware has gone: nothing may be left switched while others run.
        with override(language):
            piece = _written([_row(movement, of, language) for movement in next(chunks, [])], language)


def _heading(of: Statement) -> list[str]:
    names = [_("Когда"), _("За что"), _("Номер"), _("Сумма")]
    return [*names, _("Стало на счёте")] if of.view.whole else names


def _row(movement: Movement, of: Statement, language: str) -> list[str]:
    when = movement.posted_at.astimezone(of.period.zone)
    row = [f"{when:%Y-%m-%d %H:%M:%S}", _harmless(movement.title), str(movement.line or "")]
    sums = [movement.amount, movement.balance_after]
    return row + [_number(amount, language) for amount in sums if amount is not None]


def _written(rows: list[list[str]], language: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter="," if language == "en" else ";").writerows(rows)
    return file.getvalue()


def _number(amount: Decimal, language: str) -> str:
    return str(amount) if language == "en" else str(amount).replace(".", ",")


def _harmless(text: str) -> str:
    """A name that a third party chose must not become a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
