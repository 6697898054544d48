"""Reading of months: each closed one is told by its bill, in one row, however many movements it had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from billing import periods
from billing.models import Account, Bill, BillRow
from billing.periods import Period
from billing.selectors import ZERO, Statement, View, statement

MONTHS = 12  # this one and those before it


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of an account; `bill` is None while it is not closed."""

    statement: Statement
    bill: Bill | None

    @property
    def first(self) -> date:
        return self.statement.period.first

    @property
    def income(self) -> Decimal:
        return self.statement.income

    @property
    def spent(self) -> Decimal:
        return self.statement.spent


@dataclass(frozen=True, slots=True)
class Bills:
    """Closed months, newest first; `older` is the cursor of the next ones, None at the end."""

    months: list[Month]
    older: date | None


def months(*, view: View, zone: ZoneInfo, now: datetime) -> list[Month]:
    """The last `MONTHS` months that there was an account, newest first; this month is among them whatever happened.

    One query for all bills, and two for each month that has none yet: this one, and in its first hour the one before.
    """
    window = periods.months_to_today(MONTHS, now, zone)
    billed = {bill.month: bill for bill in _bills(view).filter(month__gte=window.first)}
    told = [_closed(view, billed[first], zone) for first in billed]
    begun = min(billed, default=window.last.replace(day=1))
    return [*_open(view, billed, begun, window), *told]


def month_of(*, view: View, period: Period) -> Month:
    """The one month `period`, which ends today if it is this one."""
    bill = _bills(view).filter(month=period.first).first()
    return _closed(view, bill, period.zone) if bill else Month(statement(view=view, period=period), None)


def bills(*, view: View, zone: ZoneInfo, limit: int, before: date | None = None) -> Bills:
    """The bills behind `view`, newest first: the first `limit`, or those before a month."""
    wanted = _bills(view).filter(month__lt=before) if before else _bills(view)
    found = list(wanted[: limit + 1])
    told = [_closed(view, bill, zone) for bill in found[:limit]]
    return Bills(told, told[-1].first if len(found) > limit else None)


def bill_of(*, view: View, public_id: UUID, zone: ZoneInfo) -> Month | None:
    """The bill of that name behind `view`, as far as `view` sees it."""
    bill = _bills(view).filter(public_id=public_id).first()
    return _closed(view, bill, zone) if bill else None


def account_of_bill(*, public_id: UUID) -> Account | None:
    """Whose bill it is; whether somebody may see it is asked by `bill_of`."""
    found = Bill.objects.filter(public_id=public_id).select_related("account").first()
    return found.account if found else None


def _open(view: View, billed: dict[date, Bill], begun: date, window: Period) -> Iterator[Month]:
    """The months since `begun` that have no bill, newest first."""
    last = window.last.replace(day=1)
    firsts = []
    while begun <= last:
        firsts.append(begun)
        begun = periods.next_month(begun)
    for first in reversed(firsts):
        if first not in billed:
            period = Period(first, window.last, window.zone) if first == last else periods.month(first, window.zone)
            yield Month(statement(view=view, period=period), None)


def _bills(view: View) -> QuerySet[Bill]:
    """With what the part that is seen came to, as `came` and `went`."""
    found = Bill.objects.filter(account__contract_id=view.contract_id, account__kind=view.kind)
    if view.line:
        found = found.annotate(came=_sum(view, Q(amount__gt=0)), went=_sum(view, Q(amount__lt=0)))
    return found.select_related("account").order_by("-month")


def _sum(view: View, direction: Q) -> Subquery:
    rows = BillRow.objects.filter(direction, bill=OuterRef("pk"), line=view.line).order_by()
    return Subquery(rows.values("bill").annotate(total=Sum("amount")).values("total"))


def _closed(view: View, bill: Bill, zone: ZoneInfo) -> Month:
    seen: Any = bill  # with the sums of `_bills`
    told = Statement(
        view=view,
        period=periods.month(bill.month, zone),
        account=bill.account,
        after_seq=bill.after_seq,
        last_seq=bill.last_seq,
        opening=bill.opening if view.whole else None,
        income=bill.income if view.whole else seen.came or ZERO,
        spent=bill.spent if view.whole else -(seen.went or ZERO),
        closing=bill.closing if view.whole else None,
    )
    return Month(told, bill)
