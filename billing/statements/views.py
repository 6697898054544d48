"""The overview of money: what a month came to, and what it went on (B2, B4)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing import selectors
from billing.statements.charts import bars
from billing.statements.forms import month_asked
from billing.statements.selectors import parts_of
from billing.views import balance_alone
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.core.errors import NotFound


@login_required
@strong_required
@require_safe
def finance(request: HttpRequest) -> HttpResponse:
    """A month's opening, movements and closing, and what it went on, by categories and by numbers."""
    line, now = current_line(request), timezone.now()
    try:
        view = selectors.view_for(user=request.user, line=line, now=now)
    except NotFound:
        return balance_alone(request, line)
    period = month_asked(request.GET.get("month"), now=now, zone=ZoneInfo(line.contract.time_zone))
    statement = selectors.statement(view=view, period=period)
    return render(request, "billing/overview.html", _page(statement))


def _page(statement: selectors.Statement) -> dict[str, Any]:
    parts = parts_of(statement)
    return {
        "statement": statement,
        "parts": parts,
        "spending": bars([share.amount for share in parts.spending], parts.spending),
        "income": bars([share.amount for share in parts.income], parts.income),
    }
