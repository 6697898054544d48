"""Statements as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.selectors import Movement, Statement, export

CSV_LIMIT = 100_000  # rows: what a spreadsheet opens without pain
Thing = TypeVar("Thing")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statement_csv(*, of: Statement, language: str) -> Iterator[str]:
    """The movements of a statement, oldest first, in pieces, as spreadsheets of that language's speakers open it."""
    return streamed(
        heading=lambda: _heading(of), chunks=export(of=of), row=lambda each: _row(each, of, language), language=language
    )


def streamed(
    *,
    heading: Callable[[], list[str]],
    chunks: Iterator[list[Thing]],
    row: Callable[[Thing], list[str]],
    language: str,
) -> Iterator[str]:
    """A table in pieces: `heading()`, then `row` of all that `chunks` give, in the words of `language`."""
    yield "\ufeff"  # or Excel takes UTF-8 for something else
    with override(language):
        piece = written([heading()], language)
    while piece:
        yield piece
        # Pieces are sent after the middleware has gone: nothing may be left switched while others run.
        with override(language):
            piece = written([row(each) for each in next(chunks, [])], language)


def _heading(of: Statement) -> list[str]:
    names = [_("Когда"), _("За что"), _("Номер"), _("Сумма")]
    return [*names, _("Стало на счёте")] if of.view.whole else names


def _row(movement: Movement, of: Statement, language: str) -> list[str]:
    when = movement.posted_at.astimezone(of.period.zone)
    row = [f"{when:%Y-%m-%d %H:%M:%S}", harmless(movement.title), str(movement.line or "")]
    sums = [movement.amount, movement.balance_after]
    return row + [number(amount, language) for amount in sums if amount is not None]


def written(rows: list[list[str]], language: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter="," if language == "en" else ";").writerows(rows)
    return file.getvalue()


def number(amount: Decimal, language: str) -> str:
    return str(amount) if language == "en" else str(amount).replace(".", ",")


def harmless(text: str) -> str:
    """A name that a third party chose must not become a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
