"""Pages that pay: ways and history, the form, one payment with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing.models import Payment, PaymentMethod
from billing.payments import selectors
from billing.payments.forms import MINE, OTHER, TopUpForm
from billing.payments.providers import is_sandbox
from billing.payments.services.begin import begin
from billing.payments.services.recipients import CannotTopUp, TooManyNumbers
from billing.sums import NotASum, parse_sum
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, numbers, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError, NotFound

PAGE = 20
REFRESH = 2  # seconds between looks of a page that waits for the bank


@login_required
@strong_required
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """Ways to pay, and what was paid (B6)."""
    line = current_line(request)
    user = cast(User, request.user)
    before = _uuid(request.GET.get("before", ""))
    page = selectors.history(user=user, mine=numbers(request).lines, limit=PAGE, before=before)
    context = {"line": line, "methods": selectors.methods(), "history": page, "is_first": before is None}
    return render(request, "billing/payments/payments.html", context)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def top_up(request: HttpRequest) -> HttpResponse:
    """The form: whose number, how much, by what. Money moves on the bank's page only."""
    line = posted_line(request) if request.method == "POST" else current_line(request)
    methods = selectors.methods()
    now = timezone.now()
    if request.method != "POST":
        form = TopUpForm(line=line, methods=methods, initial=_initial(request, line, methods, now))
        return _form(request, form, line)
    form = TopUpForm(request.POST, line=line, methods=methods)
    if form.is_valid():
        try:
            payment = begin(
                payer=cast(User, request.user),
                line=None if form.is_other else line,
                number=form.cleaned_data["phone"],
                method=form.chosen_method,
                amount=form.cleaned_data["amount"],
                saves=form.cleaned_data.get("saves", False),
                form_key=str(form.cleaned_data["key"]),
                now=now,
            )
        except (CannotTopUp, TooManyNumbers) as error:
            form.add_error("phone", str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(reverse("payment", args=[payment.public_id]) + f"?line={line.public_id}")
    return _form(request, form, line)


@login_required
@strong_required
@require_safe
def payment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One payment: where to pay it, what became of it, its receipt. Asks itself anew until the bank has said."""
    shown = selectors.payment_of(request.user, public_id, timezone.now())
    context = {
        "paid": selectors.paid(shown, {line.pk for line in numbers(request).lines}),
        "qr": selectors.qr_picture(shown.qr) if shown.qr and shown.is_open else "",
        "is_back": "back" in request.GET,  # from the bank, which has not told us yet: nobody is asked to pay again
        "refresh": REFRESH,
        "is_sandbox": is_sandbox(),
    }
    part = "_payment" if request.headers.get("HX-Request") else "payment"
    return render(request, f"billing/payments/{part}.html", context)


def _form(request: HttpRequest, form: TopUpForm, line: Line) -> HttpResponse:
    context = {"form": form, "line": line, "is_sandbox": is_sandbox()}
    return render(request, "billing/payments/top_up.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, line: Line, methods: Sequence[PaymentMethod], now: datetime) -> dict[str, Any]:
    """What the address asks to be filled in: a sum, a payment to repeat, a card to remember."""
    filled: dict[str, Any] = {"saves": request.GET.get("save") == "1"}
    if request.GET.get("method"):
        filled["method"] = request.GET["method"]
    if (wanted := _wanted(request.GET.get("sum", ""), methods)) is not None:
        filled["amount"] = f"{wanted:f}".removesuffix(".00")
    repeated = _uuid(request.GET.get("repeat", ""))
    if repeated is None:
        return filled
    with suppress(NotFound):
        filled |= _as_before(selectors.payment_of(request.user, repeated, now), line)
    return filled


def _wanted(text: str, methods: Sequence[PaymentMethod]) -> Decimal | None:
    """The sum that a link asks for, or as near to it as the way of paying that is chosen at first takes."""
    if not methods:
        return None
    try:
        wanted = parse_sum(text)
    except NotASum:
        return None
    return min(max(wanted, methods[0].min_sum), methods[0].max_sum)


def _as_before(payment: Payment, line: Line) -> dict[str, Any]:
    filled: dict[str, Any] = {"amount": f"{payment.amount:f}".removesuffix(".00"), "method": payment.method.code}
    to = payment.line
    if to is None or to == line:
        return filled | {"whose": MINE}
    # A number that was closed may be somebody else's by now: it is not filled in.
    return filled | {"whose": OTHER, "phone": to.msisdn or "" if to.closed_at is None else ""}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
