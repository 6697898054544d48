"""Pages about money. What it went on is shown to who gave more than the mobile network's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing import periods, selectors
from billing.explain.regular import month_of_regular
from billing.exports import CSV_LIMIT, statement_csv
from billing.models import AccountKind
from billing.periods import Period
from billing.selectors import Statement
from billing.statements.accounts import account_asked, choice, query_of, view_asked
from billing.statements.forms import OperationsForm
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound

PAGE = 25


@login_required
@strong_required
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Movements of a period with what was, came, went and is (B2)."""
    line = current_line(request)
    try:
        form, statement = asked(request, line)
    except NotFound:
        if account_asked(request) != AccountKind.MAIN:
            raise
        return balance_alone(request, line)
    return _shown(request, line, form, statement)


@login_required
@strong_required
@require_safe
def operations_csv(request: HttpRequest) -> HttpResponseBase:
    """The same movements as a file; what cannot be one is said on the page."""
    line = current_line(request)
    form, statement = asked(request, line)
    if form.is_valid() and statement.last_seq - statement.after_seq > CSV_LIMIT:
        form.add_error(None, _("Для одного файла операций слишком много. Выберите время короче."))
    if form.errors:
        return _shown(request, line, form, statement)
    of_account = "".join(f"{name}-" for name in query_of(statement.view).values())
    name = f"operations-{of_account}{statement.from_date}-{statement.to_date}.csv"
    return StreamingHttpResponse(
        statement_csv(of=statement, language=get_language() or "ru"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def balance_alone(request: HttpRequest, line: Line) -> HttpResponse:
    """For who may see what there is, and not what for."""
    now = timezone.now()
    require(request.user, line, Right.SEE_BALANCE, now)
    return render(request, "billing/balance.html", {"balance": selectors.balance_of(line=line, now=now), "line": line})


def asked(request: HttpRequest, line: Line) -> tuple[OperationsForm, Statement]:
    """The statement that the address asks for, as far as who asks may see it. Raises `NotFound` for who may not."""
    now = timezone.now()
    view = view_asked(request, line, now)
    lines = selectors.lines_of(view=view)
    form = OperationsForm(request.GET.dict(), now=now, zone=ZoneInfo(line.contract.time_zone), lines=lines)
    form.full_clean()
    return form, selectors.statement(view=view, period=form.period, only=form.only)


def _shown(request: HttpRequest, line: Line, form: OperationsForm, statement: Statement) -> HttpResponse:
    status = 422 if form.errors else 200
    page = _page(line, form, statement) | choice(request, line, statement.view)
    return render(request, "billing/operations.html", page, status=status)


def _page(line: Line, form: OperationsForm, statement: Statement) -> dict[str, Any]:
    cursors = {name: form.cleaned_data.get(name) for name in ("before", "after")} if form.is_valid() else {}
    page = selectors.movements(of=statement, limit=PAGE, **cursors)
    period, of_account = statement.period, query_of(statement.view)
    asked = of_account | _asked_for(form)
    return {
        "form": form,
        "periods": _periods(line, period, asked),
        "statement": statement,
        "page_entries": page.movements,
        "regular": None if any(cursors.values()) else month_of_regular(view=statement.view, now=timezone.now()),
        "regular_url": f"{reverse('finance-regular')}?{urlencode({'line': str(line.public_id)} | of_account)}",
        "next_url": _url(line, period, asked, before=page.older) if page.older else None,
        "prev_url": _url(line, period, asked, after=page.newer) if page.newer else None,
        "csv_url": _url(line, period, asked, address="finance-operations-csv"),
        "all_url": _url(line, period, of_account),
    }


def _asked_for(form: OperationsForm) -> dict[str, str]:
    """What narrows the movements, as the address says it."""
    if not form.is_valid():
        return {}
    return {name: form.cleaned_data[name] for name in ("kind", "number") if form.cleaned_data.get(name)}


def _periods(line: Line, chosen: Period, asked: dict[str, str]) -> list[dict[str, Any]]:
    return named_periods(chosen, lambda period: _url(line, period, asked))


def named_periods(chosen: Period, url: Callable[[Period], str | None]) -> list[dict[str, Any]]:
    """The usual periods as links; `url` says where the page is about one."""
    now = timezone.now()
    named = (
        (_("Этот месяц"), periods.this_month(now, chosen.zone)),
        (_("Прошлый месяц"), periods.previous_month(now, chosen.zone)),
        (_("Три месяца"), periods.months_to_today(3, now, chosen.zone)),
    )
    return [{"label": label, "url": url(each), "current": each == chosen} for label, each in named]


def _url(
    line: Line, period: Period, asked: dict[str, str], *, address: str = "finance-operations", **cursor: int | None
) -> str:
    query = {"line": str(line.public_id), "from": str(period.first), "to": str(period.last), **asked}
    query |= {name: str(seq) for name, seq in cursor.items()}
    return f"{reverse(address)}?{urlencode(query)}"
