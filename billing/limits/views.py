"""«Предупреждать о балансе»: below how much, for each account (B10)."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.limits.forms import ThresholdForm
from billing.limits.selectors import Watched, watched_of
from billing.limits.services import set_threshold
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.money import format_rub


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def limit_page(request: HttpRequest) -> HttpResponse:
    """The thresholds there are, and a form for each account."""
    now, user = timezone.now(), cast(User, request.user)
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(user, line, Right.MOVE_MONEY, now)
    if request.method != "POST":
        return render(request, "billing/limits/limit.html", _page(line, None))
    form = ThresholdForm(request.POST, auto_id=f"id_{request.POST.get('kind')}_%s")
    if not form.is_valid():
        return render(request, "billing/limits/limit.html", _page(line, form), status=422)
    below = None if "off" in request.POST else form.cleaned_data["below"]
    stops = form.cleaned_data["stops_extras"]
    set_threshold(line=line, kind=form.account, below=below, stops_extras=stops, by=user, now=now)
    if below is None:
        messages.success(request, _("Больше не предупреждаем."))
    else:
        messages.success(request, _("Предупредим, когда станет меньше %(sum)s.") % {"sum": format_rub(below)})
        if stops:
            messages.success(request, _("За дополнения ниже этого порога платить не будем."))
    return redirect(f"{reverse('payments-limit')}?line={line.public_id}")


def _page(line: Line, sent: ThresholdForm | None) -> dict[str, Any]:
    return {"line": line, "form": sent, "accounts": [_account(each, sent) for each in watched_of(line=line)]}


def _account(watched: Watched, sent: ThresholdForm | None) -> dict[str, Any]:
    """With the form that was sent about it, or a fresh one."""
    if sent is not None and sent.data.get("kind") == watched.kind:
        return {"of": watched, "form": sent}
    below = f"{watched.below.normalize():f}".replace(".", ",") if watched.below is not None else ""
    initial = {"kind": watched.kind, "below": below, "stops_extras": watched.stops_extras}
    form = ThresholdForm(initial=initial, auto_id=f"id_{watched.kind}_%s")
    return {"of": watched, "form": form}
