"""«Тарифы»: what the line is on, and what it could be on (T1, T2)."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import User
from subscriptions.selectors import planned_change, tariff_of
from subscriptions.tariffs.selectors import Shown, Sort, catalogue, granted_by


@login_required
@strong_required
@require_GET
def tariffs_page(request: HttpRequest) -> HttpResponse:
    """My tariff, what is planned, and the catalogue by `?sort=`."""
    now, user = timezone.now(), cast(User, request.user)
    line = current_line(request)
    require(user, line, Right.SEE_BALANCE, now)
    mine = tariff_of(line)
    sorts = [each for each in Sort if each is not Sort.BENEFIT]
    sort = Sort(request.GET["sort"]) if request.GET.get("sort") in sorts else Sort.PRICE
    context = {
        "line": line,
        "held": mine,
        "mine": Shown.of(mine.tariff, granted_by([mine.tariff]), mine=mine) if mine and mine.tariff else None,
        "planned": planned_change(line),
        "shown": catalogue(line=line, mine=mine, sort=sort, now=now),
        "sorts": sorts,
        "sort": sort,
        "can_change": allowed(user, line, Right.MANAGE, now),
    }
    return render(request, "subscriptions/tariffs/tariffs.html", context)
