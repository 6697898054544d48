"""«Отчёты»: ordering a file, seeing how it gets on, taking it, having one every month (B5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing import periods
from billing.models import Report, ReportFormat
from billing.periods import Period
from billing.reports import selectors
from billing.reports.forms import FormatForm, ReportForm
from billing.reports.services.monthly import NoAddress, subscribe, subscription_of, unsubscribe
from billing.reports.services.order import TO_MAKE, PeriodRefused, TooManyReports, order_report, zone_of
from billing.selectors import view_for
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.email import address_of
from cabinet.mail.services.outbox import is_on

NO_CHANGE = 204  # htmx leaves the page as it is, and nothing is read out again


@login_required
@strong_required
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """Order a report of a period; those that were ordered about the same number."""
    if request.method == "POST":
        return _order(request, posted_line(request))
    line, now = current_line(request), timezone.now()
    return _shown(request, line, ReportForm(None, usual=_asked(request, line, now)), now)


@login_required
@strong_required
@require_safe
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One report: how it gets on, then the way to its file. htmx asks again and says what it has `seen`."""
    found = selectors.report_for(user=cast(User, request.user), public_id=public_id, now=timezone.now())
    state = _state(found)
    if request.headers.get("HX-Request") == "true":
        if request.GET.get("seen") == state["seen"]:
            return HttpResponse(status=NO_CHANGE)
        return render(request, "billing/reports/_state.html", state)
    return render(request, "billing/reports/report.html", state)


@login_required
@strong_required
@require_safe
def report_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file, for whom it was made, while they may see what it tells of."""
    found = selectors.file_for(user=cast(User, request.user), public_id=public_id, now=timezone.now())
    name = f"report-{found.from_date}-{found.to_date}.{found.format}"
    answer = cast(HttpResponse, FileResponse(default_storage.open(found.file), as_attachment=True, filename=name))
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@login_required
@strong_required
@require_http_methods(["GET", "HEAD", "POST"])
def monthly(request: HttpRequest) -> HttpResponse:
    """A report of each month by e-mail: on, off, as what."""
    if request.method == "POST":
        return _switch(request, posted_line(request))
    line = current_line(request)
    view_for(user=request.user, line=line, now=timezone.now())
    return _monthly(request, line, FormatForm(initial={"format": ReportFormat.XLSX}))


def _order(request: HttpRequest, line: Line) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    view_for(user=user, line=line, now=now)
    form = ReportForm(request.POST, usual=periods.previous_month(now, zone_of(line)))
    if form.is_valid():
        try:
            ordered = order_report(
                user=user,
                line=line,
                format=ReportFormat(form.cleaned_data["format"]),
                period=Period(form.cleaned_data["from"], form.cleaned_data["to"], zone_of(line)),
                by_email=form.cleaned_data["by_email"],
                language=get_language() or "ru",
                now=now,
            )
        except PeriodRefused as error:
            form.add_error(error.of, error.message)
        except TooManyReports as error:
            form.add_error(None, error.message)
        else:
            return redirect(f"{reverse('finance-report', args=[ordered.public_id])}?line={line.public_id}")
    return _shown(request, line, form, now, status=422)


def _shown(request: HttpRequest, line: Line, form: ReportForm, now: datetime, *, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    view = view_for(user=user, line=line, now=now)
    context = {
        "form": form,
        "formats": ReportFormat,
        "line": line,
        "whole": view.whole,
        "address": address_of(user) if is_on() else "",
        "email_is_on": is_on(),
        "reports": selectors.reports_of(user=user, line=line),
        "subscription": subscription_of(user, line),
        "periods": _periods(line, now, form),
    }
    return render(request, "billing/reports/reports.html", context, status=status)


def _asked(request: HttpRequest, line: Line, now: datetime) -> Period:
    """The period that the address names, to begin with; the last month otherwise."""
    usual = periods.previous_month(now, zone_of(line))
    try:
        first, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return usual
    return Period(first, last, usual.zone)


def _periods(line: Line, now: datetime, form: ReportForm) -> list[dict[str, Any]]:
    zone, chosen = zone_of(line), tuple(str(form[name].value()) for name in ("from", "to"))
    named = (
        (_("Прошлый месяц"), periods.previous_month(now, zone)),
        (_("Этот месяц"), periods.this_month(now, zone)),
        (_("Три месяца"), periods.months_to_today(3, now, zone)),
        (_("Год"), periods.months_to_today(12, now, zone)),
    )
    return [
        {
            "label": label,
            "current": chosen == (str(each.first), str(each.last)),
            "url": "?" + urlencode({"line": str(line.public_id), "from": str(each.first), "to": str(each.last)}),
        }
        for label, each in named
    ]


def _state(found: Report) -> dict[str, Any]:
    """Progress in tens of percents: often enough to see it, seldom enough to be read out."""
    percent = 10 * (10 * found.done_rows // found.all_rows) if found.all_rows else 0
    return {
        "report": found,
        "line": found.line,
        "is_going": found.status in TO_MAKE,
        "percent": percent,
        "seen": f"{found.status}-{percent}",
        "is_over": found.expires_at is not None and found.expires_at <= timezone.now(),
    }


def _switch(request: HttpRequest, line: Line) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    view_for(user=user, line=line, now=now)
    if request.POST.get("off"):
        unsubscribe(user=user, line=line, now=now)
        messages.success(request, _("Ежемесячный отчёт выключен."))
        return _back(line)
    form = FormatForm(request.POST)
    if form.is_valid():
        try:
            subscribe(user=user, line=line, format=ReportFormat(form.cleaned_data["format"]), now=now)
        except NoAddress as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Отчёт будет приходить каждый месяц."))
            return _back(line)
    return _monthly(request, line, form, status=422)


def _back(line: Line) -> HttpResponse:
    return redirect(f"{reverse('finance-reports-monthly')}?line={line.public_id}")


def _monthly(request: HttpRequest, line: Line, form: FormatForm, *, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "form": form,
        "formats": ReportFormat,
        "line": line,
        "address": address_of(user) if is_on() else "",
        "email_is_on": is_on(),
        "subscription": subscription_of(user, line),
    }
    return render(request, "billing/reports/monthly.html", context, status=status)
