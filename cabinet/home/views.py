"""The first page, the numbers, help and contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing import selectors as billing
from cabinet.accounts.access import Right, allowed, lines_for
from cabinet.accounts.flow import first_page
from cabinet.accounts.models import Line, User
from cabinet.home.context import request_cabinet
from cabinet.requests import selectors as asked
from chat import selectors as chat

LAST_MOVEMENTS = 5
NUMBERS_A_PAGE = 30


@dataclass(frozen=True)
class NumberRow:
    """One number on «Номера»; `balance` is of the account behind it."""

    line: Line
    balance: Decimal | None
    is_own: bool


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Guests see what the cabinet is; subscribers their balance and last movements; staff go to their desk."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "home/public.html")
    if user.is_staff:
        return redirect(first_page(user))
    cabinet = request_cabinet(request)
    if cabinet.line is None:
        return render(request, "home/no_numbers.html")
    return render(request, "home/cabinet.html", _first_page(user, cabinet.line, request))


def _first_page(user: User, line: Line, request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    sees = allowed(user, line, Right.SEE_ENTRIES, now)
    return {
        "line": line,
        "balance": request_cabinet(request).balance,
        "balance_at": now,
        "can_see_money": sees,
        "movements": billing.last_movements(user=user, line=line, limit=LAST_MOVEMENTS, now=now) if sees else [],
        "news": _news(user, line, now),
        "can_manage": line.is_blocked and allowed(user, line, Right.MANAGE, now),
    }


def _news(user: User, line: Line, now: datetime) -> list[dict[str, Any]]:
    """What changed since the person was last here."""
    replies = [
        {
            "text": _("Специалист ответил на ваш вопрос"),
            "at": conversation.last_event_at,
            "url": reverse("chat-conversation", args=[conversation.public_id]),
            "action": _("Прочитать"),
        }
        for conversation in chat.unread_replies(user=user, line=line)
    ]
    requests = [
        {
            "text": f"{request.about.title}: {request.get_status_display()}",
            "at": request.ended_at or request.created_at,
            "url": reverse("request", args=[request.public_id]),
            "action": _("Посмотреть"),
        }
        for request in asked.news(user=user, line=line, now=now)
    ]
    return replies + requests


@login_required
@require_safe
def numbers_page(request: HttpRequest) -> HttpResponse:
    """Every number that the person may see, with the balance behind it."""
    page = Paginator(lines_for(request.user), NUMBERS_A_PAGE).get_page(request.GET.get("page"))
    balances = billing.balances_of(lines=list(page))
    rows = [
        NumberRow(line, balances.get(line.contract_id), is_own=line.contract.owner_id == request.user.pk)
        for line in page
    ]
    line = request_cabinet(request).line
    can_manage = line is not None and bool(line.msisdn) and allowed(request.user, line, Right.MANAGE)
    return render(request, "accounts/numbers.html", {"rows": rows, "page": page, "can_manage": can_manage})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "home/help.html")


@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    return render(request, "home/contacts.html")
