"""«Попросить денег», «Позвони мне», and what one's own number takes of both (B8, B9)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from billing.transfers import selectors
from billing.transfers.forms import AskForm, CallMeForm, StrangersForm
from billing.transfers.services.ask import ask, refuse
from billing.transfers.services.call_me import call_me
from billing.transfers.services.strangers import choose, preference_of
from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.limits import limit
from cabinet.accounts.models import Line, User
from cabinet.core import phones
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def ask_page(request: HttpRequest) -> HttpResponse:
    """Ask another number for money; what others ask of this one stands above."""
    now, line, user = timezone.now(), _managed(request), cast(User, request.user)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limit(request, "code")
        data = form.cleaned_data
        try:
            ask(line=line, of=data["phone"], amount=data["amount"], by=user, channel=Channel.PAGE, now=now)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            said = {"sum": format_rub(data["amount"]), "number": phones.international(data["phone"])}
            messages.success(
                request,
                _("Просьба о %(sum)s записана. Если %(number)s принимает такие просьбы, ему придёт SMS.") % said,
            )
            return redirect(_address("payments-ask", line))
    context = {
        "form": form,
        "line": line,
        "owns": allowed(user, line, Right.MOVE_MONEY, now),
        "asked_of": selectors.asked_of(line=line, now=now),
        "asked_by": selectors.asked_by(line=line, now=now),
        "least": settings.TRANSFER_LEAST,
        "most": settings.TRANSFER_MOST,
    }
    return render(request, "billing/transfers/ask.html", context, status=422 if form.errors else 200)


@login_required
@strong_required
@require_POST
def refuse_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say no to what somebody asks."""
    now, user = timezone.now(), cast(User, request.user)
    wish = selectors.money_request(user=user, public_id=public_id, now=now)
    try:
        refuse(wish=wish, by=user, now=now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Вы отказали. Деньги остались на счёте."))
    return redirect(_address("payments-ask", cast(Line, wish.line)))


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def call_me_page(request: HttpRequest) -> HttpResponse:
    """Ask another number to call back."""
    line = _managed(request)
    form = CallMeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limit(request, "code")
        to = form.cleaned_data["phone"]
        try:
            call_me(line=line, to=to, channel=Channel.PAGE, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            said = {"number": phones.international(to)}
            messages.success(request, _("Готово. Если %(number)s принимает такие просьбы, ему придёт SMS.") % said)
            return redirect(_address("payments-call-me", line))
    chosen = preference_of(line)
    initial = {"takes_call_me": chosen.takes_call_me, "takes_money_requests": chosen.takes_money_requests}
    context: dict[str, Any] = {
        "form": form,
        "line": line,
        "owns": allowed(request.user, line, Right.MOVE_MONEY),
        "strangers": StrangersForm(initial=initial),
    }
    return render(request, "billing/transfers/call_me.html", context, status=422 if form.errors else 200)


@login_required
@strong_required
@require_POST
def strangers_page(request: HttpRequest) -> HttpResponse:
    """What this number takes from others."""
    line = _managed(request)
    form = StrangersForm(request.POST)
    form.full_clean()
    choose(line=line, **form.cleaned_data)
    messages.success(request, _("Сохранено."))
    return redirect(_address("payments-call-me", line))


def _managed(request: HttpRequest) -> Line:
    """The line, for who may speak in its name."""
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(request.user, line, Right.MANAGE)
    return line


def _address(name: str, line: Line) -> str:
    return f"{reverse(name)}?line={line.public_id}"
