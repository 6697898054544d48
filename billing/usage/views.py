"""The page of calls, messages and sessions of a line, and its file (B3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

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

from billing.kinds import EntryKind
from billing.models import Entry
from billing.usage import selectors
from billing.usage.chart import charts
from billing.usage.exports import usage_csv
from billing.usage.forms import UsageForm
from billing.usage.selectors import Asked, Place, Summary
from billing.usage.shown import shown_days, shown_events, shown_totals
from billing.views import balance_alone, named_periods
from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound

PAGE = 25


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request asks for: by dates and filters, or what one entry was charged for. `total` is None where there is
    too much to add up."""

    form: UsageForm
    of: Asked
    total: Summary | None


@login_required
@strong_required
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """Events of a line, newest first, with what they come to."""
    line, now = current_line(request), timezone.now()
    if not allowed(request.user, line, Right.SEE_ENTRIES, now):
        return balance_alone(request, line)
    return _shown(request, _read(request, line, now))


@login_required
@strong_required
@require_safe
def usage_csv_file(request: HttpRequest) -> HttpResponseBase:
    """The same events as a file; what cannot be one is said on the page."""
    line, now = current_line(request), timezone.now()
    require(request.user, line, Right.SEE_ENTRIES, now)
    reading = _read(request, line, now)
    if reading.total is None:
        reading.form.add_error(None, _("Для одного файла событий слишком много. Выберите время короче."))
    if reading.form.errors:
        return _shown(request, reading)
    name = f"usage-{reading.of.period.first}-{reading.of.period.last}.csv"
    return StreamingHttpResponse(
        usage_csv(of=reading.of, language=get_language() or "ru"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _read(request: HttpRequest, line: Line, now: datetime) -> Reading:
    form = UsageForm(request.GET.dict(), line=line, now=now)
    form.full_clean()
    of = form.asked
    if named := request.GET.get("entry"):
        of = selectors.charged_by(entry=_entry(named, line), line=line)
    if not selectors.are_too_many(of):
        return Reading(form, of, selectors.summary(of))
    if of.narrowed:  # looking through so many for a few is nothing for a page
        form.add_error(None, _("За это время событий слишком много, чтобы искать среди них. Выберите время короче."))
    return Reading(form, of, None)


def _entry(named: str, line: Line) -> Entry:
    """The charge for usage of this very line; raises `NotFound` for any other."""
    try:
        return Entry.objects.get(public_id=UUID(named), line=line, kind=EntryKind.USAGE)
    except (ValueError, Entry.DoesNotExist):
        raise NotFound from None


def _shown(request: HttpRequest, reading: Reading) -> HttpResponse:
    status = 422 if reading.form.errors else 200
    return render(request, "billing/usage.html", _context(reading), status=status)


def _context(reading: Reading) -> dict[str, Any]:
    form, of, total = reading.form, reading.of, reading.total
    places = form.places if form.is_valid() else {}
    blind = total is None and of.narrowed
    page = selectors.Page([], None, None) if blind else selectors.page(of=of, limit=PAGE, **places)
    return {
        "form": form,
        "line": of.line,
        "period": of.period,
        "entry": of.entry,
        "periods": named_periods(of.period, lambda period: _url(Asked(of.line, period, of.unit, of.counterpart))),
        "totals": shown_totals(total) if total else None,
        "amount": total.amount if total else None,
        "charts": charts(of=total, period=of.period) if total else [],
        "days": shown_days(total) if total else [],
        "events": shown_events(page.events),
        "next_url": _url(of, before=page.older),
        "prev_url": _url(of, after=page.newer),
        "csv_url": _url(of, address="finance-usage-csv") if total else None,
        "reset_url": _url(Asked(of.line, of.period)) if of.narrowed or of.entry else None,
    }


def _url(of: Asked, *, address: str = "finance-usage", **places: Place | None) -> str | None:
    """The address of what was asked, or of a page of it; None where there is no such page."""
    if places and not any(places.values()):
        return None
    query = {"line": str(of.line.public_id)}
    if of.entry:
        query["entry"] = str(of.entry.public_id)
    else:
        query |= {"from": str(of.period.first), "to": str(of.period.last)}
        query |= {"unit": of.unit} if of.unit else {}
        query |= {"counterpart": of.counterpart} if of.counterpart else {}
    query |= {name: place.sealed() for name, place in places.items() if place}
    return f"{reverse(address)}?{urlencode(query)}"
