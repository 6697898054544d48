"""«Тарифы»: what the line is on, what it could be on, each by itself and side by side (T1, T2)."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import Line, User
from subscriptions.models import Subscription
from subscriptions.selectors import planned_change, tariff_of
from subscriptions.tariffs import comparing
from subscriptions.tariffs.changing import is_changing
from subscriptions.tariffs.selectors import (
    Shown,
    Sort,
    benefits,
    catalogue,
    granted_by,
    in_order,
    sorts_of,
    tariff_to_see,
)


@login_required
@strong_required
@require_GET
def tariffs_page(request: HttpRequest) -> HttpResponse:
    """My tariff, what is planned, and the catalogue by `?sort=`."""
    line, now, can_change = _seen(request)
    mine = tariff_of(line)
    saved = benefits(line, now)
    shown = catalogue(line=line, mine=mine, sort=Sort.PRICE, saved=saved, now=now)
    sorts = sorts_of(shown)
    wanted = request.GET.get("sort", "")
    sort = Sort(wanted) if wanted in sorts else Sort.PRICE
    context = {
        "line": line,
        "held": mine,
        "mine": Shown.of(mine.tariff, granted_by([mine.tariff]), mine=mine) if mine and mine.tariff else None,
        "planned": planned_change(line),
        "changing": is_changing(line),
        "shown": in_order(shown, sort),
        "sorts": sorts,
        "sort": sort,
        "can_change": can_change,
    }
    return render(request, "subscriptions/tariffs/tariffs.html", context)


@login_required
@strong_required
@require_GET
def tariff_page(request: HttpRequest, code: str) -> HttpResponse:
    """One tariff with all that it costs."""
    line, now, can_change = _seen(request)
    mine = tariff_of(line)
    tariff = tariff_to_see(code, line=line, mine=mine, now=now)
    of = Shown.of(tariff, granted_by([tariff]), mine=mine)
    context = {"line": line, "of": of, "rates": comparing.rates_of(tariff), "can_change": can_change}
    return render(request, "subscriptions/tariffs/tariff.html", context)


@login_required
@strong_required
@require_GET
def compare_page(request: HttpRequest) -> HttpResponse:
    """Three tariffs at most, `?code=` each; one alone is compared with the line's own."""
    line, now, can_change = _seen(request)
    mine = tariff_of(line)
    codes = list(dict.fromkeys(request.GET.getlist("code")))
    shown = _compared(codes, line=line, mine=mine, now=now)
    context = {
        "line": line,
        "shown": shown,
        "rows": comparing.rows_of(shown),
        "too_many": len(codes) > comparing.MOST,
        "can_change": can_change,
    }
    return render(request, "subscriptions/tariffs/compare.html", context)


def _seen(request: HttpRequest) -> tuple[Line, datetime, bool]:
    """The line of the request, the time, and whether the person may change the tariff; who may not look gets 404."""
    now, user = timezone.now(), cast(User, request.user)
    line = current_line(request)
    require(user, line, Right.SEE_BALANCE, now)
    return line, now, allowed(user, line, Right.MANAGE, now)


def _compared(codes: list[str], *, line: Line, mine: Subscription | None, now: datetime) -> list[Shown]:
    sold = {each.tariff.code: each for each in catalogue(line=line, mine=mine, sort=Sort.PRICE, now=now)}
    chosen = [sold[code] for code in codes if code in sold][: comparing.MOST]
    if len(chosen) == 1 and mine is not None and mine.tariff is not None and not chosen[0].is_mine:
        chosen.insert(0, Shown.of(mine.tariff, granted_by([mine.tariff]), mine=mine))
    return chosen
