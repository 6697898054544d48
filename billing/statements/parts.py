"""What a period came to, by categories and by numbers: of entries while it lasts, of its bill once it is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from billing.models import BillRow
from billing.selectors import ZERO
from billing.statements.categories import Category, category_sql
from billing.statements.selectors import Month
from cabinet.accounts.models import Line

LINES_SHOWN = 30  # numbers told apart: those that cost most; the others of a large contract stand in one row

OF_ENTRIES = f"""
SELECT {category_sql()} AS category, line_id, amount FROM billing_entry
WHERE account_id = %s AND seq > %s AND seq <= %s AND (%s::bigint IS NULL OR line_id = %s::bigint)
"""  # noqa: S608 - our own expression
OF_BILL = """
SELECT category, line_id, amount FROM billing_billrow
WHERE bill_id = %s AND (%s::bigint IS NULL OR line_id = %s::bigint)
"""
# Sums by category and sums by number in one reading; a row of the first kind has no line, of the second no category.
SUMS = """
SELECT category, line_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0),
    coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)
FROM ({part}) AS part GROUP BY GROUPING SETS ((category), (line_id))
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one category came to, in roubles above zero: which way it went, the category says."""

    category: Category
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OfLine:
    """What one number's movements came to. `line` is None for what belongs to no number (payments to the account)
    and for the row of the `others` that are not told apart."""

    line: Line | None
    income: Decimal
    spent: Decimal
    others: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """A period taken apart: `spending` and `income` by category, largest first, and `lines` by number."""

    spending: list[Share]
    income: list[Share]
    lines: list[OfLine]


@dataclass(frozen=True, slots=True)
class LineParts:
    """One number of a bill, taken apart by category."""

    of: OfLine
    spending: list[Share]
    income: list[Share]


NOTHING = Parts([], [], [])


def parts_of(of: Month) -> Parts:
    """A month by categories and by numbers: two queries, and only while it has no bill does one read entries."""
    shown = of.statement
    if shown.account is None:
        return NOTHING
    only = shown.view.line.pk if shown.view.line else None
    if of.bill:
        return _parts(OF_BILL, [of.bill.pk, only, only])
    return _parts(OF_ENTRIES, [shown.account.pk, shown.after_seq, shown.last_seq, only, only])


def by_line(*, month: Month, parts: Parts) -> list[LineParts]:
    """The numbers that `parts` of a closed month tell apart, each by categories: one query."""
    told = [each for each in parts.lines if not each.others]
    wanted = Q(line__in=[each.line for each in told if each.line])
    if any(each.line is None for each in told):
        wanted |= Q(line=None)
    shares: dict[int | None, list[tuple[Category, Decimal]]] = {}
    for row in BillRow.objects.filter(wanted, bill=month.bill):
        shares.setdefault(row.line_id, []).append((Category(row.category), row.amount))
    return [_line_parts(each, shares[each.line.pk if each.line else None]) for each in told]


def _line_parts(of: OfLine, shares: list[tuple[Category, Decimal]]) -> LineParts:
    return LineParts(
        of,
        spending=_sorted(Share(category, -amount) for category, amount in shares if amount < 0),
        income=_sorted(Share(category, amount) for category, amount in shares if amount > 0),
    )


def _parts(source: str, params: Sequence[int | None]) -> Parts:
    """The rows (category, line_id, amount) that the statement `source` gives, summed both ways."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(part=source), params)
        rows = cursor.fetchall()
    shares = [(Category(name), income, spent) for name, _line, income, spent in rows if name is not None]
    return Parts(
        spending=_sorted(Share(category, spent) for category, _income, spent in shares if spent),
        income=_sorted(Share(category, income) for category, income, _spent in shares if income),
        lines=_by_line([(line, income, spent) for name, line, income, spent in rows if name is None]),
    )


def _sorted(shares: Iterable[Share]) -> list[Share]:
    places = list(Category)
    return sorted(shares, key=lambda share: (-share.amount, places.index(share.category)))


def _by_line(rows: list[tuple[int | None, Decimal, Decimal]]) -> list[OfLine]:
    """The dearest numbers first, then the rest of them together, then what belongs to none."""
    numbered = sorted(
        ((line, income, spent) for line, income, spent in rows if line is not None),
        key=lambda row: (-row[2], -row[1], row[0]),
    )
    shown, rest = numbered[:LINES_SHOWN], numbered[LINES_SHOWN:]
    lines = Line.objects.in_bulk([line for line, _income, _spent in shown])
    told = [OfLine(lines[line], income, spent) for line, income, spent in shown]
    if rest:
        income = sum((row[1] for row in rest), ZERO)
        told.append(OfLine(None, income, sum((row[2] for row in rest), ZERO), len(rest)))
    return told + [OfLine(None, income, spent) for line, income, spent in rows if line is None]
