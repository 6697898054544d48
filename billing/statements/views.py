"""The overview of money: what a month came to, what it went on, and the months before it (B2, B4, A8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.content.selectors import purses_of
from billing.models import AccountKind
from billing.periods import Period, this_month
from billing.selectors import View
from billing.statements.accounts import account_asked, choice, view_asked
from billing.statements.charts import bars, columns
from billing.statements.everything import everything
from billing.statements.forms import month_asked
from billing.statements.parts import Parts, parts_of
from billing.statements.selectors import Month, month_of, months
from billing.statements.services import make_bills
from billing.views import balance_alone
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, numbers
from cabinet.accounts.models import User
from cabinet.core.errors import NotFound


@login_required
@strong_required
@require_safe
def finance(request: HttpRequest) -> HttpResponse:
    """A month's opening, movements and closing, and what it went on, by categories and by numbers."""
    line, now = current_line(request), timezone.now()
    try:
        view = view_asked(request, line, now)
    except NotFound:
        if account_asked(request) != AccountKind.MAIN:
            raise
        return balance_alone(request, line)
    zone = ZoneInfo(line.contract.time_zone)
    period = month_asked(request.GET.get("month"), now=now, zone=zone)
    make_bills(contract_id=view.contract_id, now=now, kind=view.kind)
    year = months(view=view, zone=zone, now=now)
    month = next((each for each in year if each.first == period.first), None) or month_of(view=view, period=period)
    purses = purses_of(line=line) if view.whole else None
    accounts = choice(request, line, view, opened=purses is not None and purses.content is not None)
    context = _page(month, year) | _everything(request, view, period, now) | {"purses": purses} | accounts
    return render(request, "billing/overview.html", context)


def _page(month: Month, year: list[Month]) -> dict[str, Any]:
    return {
        "month": month,
        "statement": month.statement,
        **shown_parts(parts_of(month)),
        "year": year if len(year) > 1 else [],
        "columns": columns([each.spent for each in reversed(year)], list(reversed(year)), chosen=month),
    }


def shown_parts(parts: Parts) -> dict[str, Any]:
    """What `_parts.html` shows."""
    return {
        "spending": bars([share.amount for share in parts.spending], parts.spending),
        "income": bars([share.amount for share in parts.income], parts.income),
        "lines": parts.lines,
    }


def _everything(request: HttpRequest, view: View, period: Period, now: datetime) -> dict[str, Any]:
    """All contracts and numbers together, this month; nothing where the page itself is all there is."""
    held = numbers(request).lines
    alone = view.whole and {line.contract_id for line in held} == {view.contract_id}
    if view.kind != AccountKind.MAIN or alone or len(held) == 1 or period != this_month(now, period.zone):
        return {}
    return {"everything": everything(user=cast(User, request.user), now=now)}
