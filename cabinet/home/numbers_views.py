"""«Номера»: all of them with their balances, one of them with its name, and taking one out of the cabinet (A8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing import selectors as billing
from billing.selectors import Total
from cabinet.accounts.access import Right, allowed, lines_for
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import Access, AccessOffer, Line, User
from cabinet.accounts.services.numbers import OwnNumber, remove_number, rename_number
from cabinet.accounts.services.offers import offers_to
from cabinet.accounts.sharing_forms import NameForm
from cabinet.core.net import origin_of
from cabinet.home.context import request_cabinet
from subscriptions.selectors import tariff_names

NUMBERS_A_PAGE = 30


@dataclass(frozen=True)
class Row:
    """One number and its tariff. `access` is what a person who does not own the contract has, and from whom."""

    line: Line
    access: Access | None
    tariff: str


@dataclass(frozen=True)
class Group:
    """The numbers of one contract, which have one balance. `owner` is its owner, unless that is the person."""

    contract_number: str
    is_own: bool
    owner: User | None
    balance: Decimal
    rows: list[Row]


@dataclass(frozen=True)
class Totals:
    """Over all numbers, not only those of the page, each contract counted once."""

    numbers: int
    everything: Total
    own: Total

    @property
    def of_others(self) -> bool:
        return self.everything != self.own


@login_required
@require_safe
def numbers_page(request: HttpRequest) -> HttpResponse:
    """Every number that the person may see, by contracts, each with its one balance."""
    now = timezone.now()
    lines = lines_for(request.user, now)
    page = Paginator(lines, NUMBERS_A_PAGE).get_page(request.GET.get("page"))
    totals = Totals(
        page.paginator.count,
        billing.total_of(lines=lines),
        billing.total_of(lines=lines.filter(contract__owner=request.user.pk)),
    )
    user = cast(User, request.user)
    offers: list[AccessOffer] = []
    if not user.is_staff:
        offers = list(offers_to(user, now).select_related("made_by").prefetch_related("lines").order_by("-pk"))
    line = request_cabinet(request).line if not user.is_staff else None
    context = {
        "groups": _groups(user, list(page)),
        "page": page,
        "totals": totals,
        "offers": offers,
        "can_manage": line is not None and bool(line.msisdn) and allowed(user, line, Right.MANAGE, now),
    }
    return render(request, "home/numbers.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def number_page(request: HttpRequest, line: UUID) -> HttpResponse:
    """One number: what it is called here, whose it is, what one may do with it. A POST names it."""
    number = current_line(request)
    user = cast(User, request.user)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": number.name})  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        rename_number(user=user, line=number, name=form.cleaned_data["name"])
        messages.success(request, _("Сохранено."))
        return redirect(f"{reverse('numbers')}?line={number.public_id}")
    return render(
        request, "home/number.html", _about(user, number) | {"form": form}, status=422 if form.errors else 200
    )


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def remove_page(request: HttpRequest, line: UUID) -> HttpResponse:
    """What will be lost, and one button; of a number of one's own contract, why it stays."""
    number = current_line(request)
    user = cast(User, request.user)
    context = _about(user, number)
    if request.method != "POST":
        return render(request, "home/number_remove.html", context)
    try:
        remove_number(user=user, line=number, now=timezone.now(), origin=origin_of(request))
    except OwnNumber:
        return render(request, "home/number_remove.html", context, status=422)
    if context["is_own"]:
        messages.success(
            request, _("Готово: код с номера %(number)s больше не открывает ваш кабинет.") % {"number": number}
        )
        return redirect("number", number.public_id)
    messages.success(request, _("Номер %(number)s убран из кабинета.") % {"number": number})
    return redirect("numbers")


def _about(user: User, line: Line) -> dict[str, object]:
    access = Access.objects.select_related("user", "granted_by").filter(user=user, line=line).first()
    is_own = line.contract.owner_id == user.pk
    return {
        "line": line,
        "is_own": is_own,
        "is_primary": line.contract.primary_line_id == line.pk,
        "access": access,
        "owner": None if is_own else line.contract.owner,
        "by_code": access is not None and access.by_code,
        "can_manage": bool(line.msisdn) and allowed(user, line, Right.MANAGE),
    }


def _groups(user: User, lines: list[Line]) -> list[Group]:
    """`lines`, which come by contracts."""
    balances = billing.balances_of(lines=lines)
    accesses, tariffs = _accesses(user, lines), tariff_names(lines)
    owners = User.objects.in_bulk({line.contract.owner_id for line in lines} - {None, user.pk})
    groups = []
    for contract_id, of_contract in groupby(lines, key=lambda line: line.contract_id):
        rows = [Row(line, accesses.get(line.pk), tariffs.get(line.pk, "")) for line in of_contract]
        contract = rows[0].line.contract
        is_own = contract.owner_id == user.pk
        owner = owners.get(contract.owner_id) if contract.owner_id else None
        groups.append(Group(contract.number, is_own, owner, balances[contract_id], rows))
    return groups


def _accesses(user: User, lines: Iterable[Line]) -> dict[int, Access]:
    found = Access.objects.filter(user=user, line__in=[line.pk for line in lines]).select_related("granted_by")
    return {access.line_id: access for access in found}
