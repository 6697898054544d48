"""Bills of closed months: their list, one of them, two side by side (B4)."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.models import AccountKind
from billing.selectors import View, view_for
from billing.statements.accounts import choice, view_asked
from billing.statements.comparing import compare
from billing.statements.forms import CompareForm, month_before
from billing.statements.parts import by_line, parts_of
from billing.statements.selectors import MONTHS, Month, account_of_bill, bill_of
from billing.statements.selectors import bills as bills_of
from billing.statements.services import make_bills
from billing.statements.views import shown_parts
from cabinet.accounts.access import lines_for
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound

COMPARED = 36  # months to choose two from


@login_required
@strong_required
@require_safe
def bills(request: HttpRequest) -> HttpResponse:
    """Closed months, newest first."""
    line, now = current_line(request), timezone.now()
    view, zone = view_asked(request, line, now), ZoneInfo(line.contract.time_zone)
    make_bills(contract_id=view.contract_id, now=now, kind=view.kind)
    before = month_before(request.GET.get("before"))
    page = bills_of(view=view, zone=zone, limit=MONTHS, before=before)
    shown = {"bills": page, "line": line, "is_whole": view.whole, "is_first": before is None}
    return render(request, "billing/bills.html", shown | choice(request, line, view))


@login_required
@strong_required
@require_safe
def bill(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One month, by categories and by numbers, as it was when it closed."""
    line, month = _asked(request, public_id)
    parts = parts_of(month)
    page = {"line": line, "month": month, "statement": month.statement, **shown_parts(parts)}
    of_account = choice(request, line, month.statement.view, opened=False)
    return render(request, "billing/bill.html", page | of_account | {"by_line": by_line(month=month, parts=parts)})


@login_required
@strong_required
@require_safe
def compare_bills(request: HttpRequest) -> HttpResponse:
    """Two months side by side: the two that the address names, the last two where it names none."""
    line, now = current_line(request), timezone.now()
    view, zone = view_asked(request, line, now), ZoneInfo(line.contract.time_zone)
    make_bills(contract_id=view.contract_id, now=now, kind=view.kind)
    months = bills_of(view=view, zone=zone, limit=COMPARED).months
    form = CompareForm(request.GET.dict(), months=months)
    chosen = form.chosen()
    return render(
        request,
        "billing/compare.html",
        {
            "line": line,
            "form": form,
            "months": months,
            "comparison": compare(before=chosen[0], after=chosen[1]) if chosen else None,
            **choice(request, line, view, opened=False),
        },
        status=200 if chosen or len(months) < 2 else 422,
    )


def _asked(request: HttpRequest, public_id: UUID) -> tuple[Line, Month]:
    """The bill of that name, and the line that the person sees it by: the one that is chosen, or, where the address
    names none, any of theirs of the same contract. Raises `NotFound`."""
    line, now = current_line(request), timezone.now()
    account = account_of_bill(public_id=public_id)
    if account is None:
        raise NotFound
    if account.contract_id != line.contract_id:
        other = lines_for(request.user, now).filter(contract=account.contract_id).first()
        if other is None or "line" in request.GET:
            raise NotFound
        line = other
    view = view_for(user=request.user, line=line, now=now, kind=AccountKind(account.kind))
    return line, _found(view, public_id, ZoneInfo(line.contract.time_zone))


def _found(view: View, public_id: UUID, zone: ZoneInfo) -> Month:
    month = bill_of(view=view, public_id=public_id, zone=zone)
    if month is None:
        raise NotFound
    return month
