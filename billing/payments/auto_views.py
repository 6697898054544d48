"""The page of automatic payments."""

from __future__ import annotations

from typing import cast
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

from billing.models import AutoPayment
from billing.payments import selectors
from billing.payments.forms import AutoForm
from billing.payments.services import auto
from billing.payments.services.cards import cards_of
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.money import format_rub

ENDED_SHOWN = 3


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def auto_payments(request: HttpRequest) -> HttpResponse:
    """What pays by itself, and the form that sets it up for a number."""
    line = posted_line(request) if request.method == "POST" else current_line(request)
    user, now = cast(User, request.user), timezone.now()
    require(user, line, Right.SEE_BALANCE, now)
    form = AutoForm(request.POST if request.method == "POST" else None, cards=cards_of(user))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            auto.set_up(
                user=user,
                line=line,
                card=given["card"],
                amount=given["amount"],
                threshold=given["threshold"],
                day=given["day"],
                now=now,
            )
        except DomainError as error:
            form.add_error("amount" if error.code == "sum_out_of_limits" else None, str(error))
        else:
            messages.success(request, _("Автоплатёж включён."))
            return redirect(reverse("payments-auto") + f"?line={line.public_id}")
    return _page(request, form, user, line)


@login_required
@strong_required
@require_POST
def off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One button: it ends at once, and can be set up again."""
    found = AutoPayment.objects.select_related("user").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    require(request.user, found, Right.SEE_BALANCE)
    coming = auto.switch_off(auto=found, now=timezone.now())
    if coming is None:
        messages.success(request, _("Автоплатёж выключен."))
    else:
        words = _("Автоплатёж выключен. %(sum)s уже запрошены в банке: если он их спишет, они придут на счёт.")
        messages.warning(request, words % {"sum": format_rub(coming.amount)})
    return redirect("payments-auto")


def _page(request: HttpRequest, form: AutoForm, user: User, line: Line) -> HttpResponse:
    context = {
        "form": form,
        "line": line,
        "a_day": settings.AUTO_PAYMENTS_A_DAY,
        "has_cards": cards_of(user).exists(),
        "running": selectors.auto_payments_of(user),
        "ended": selectors.ended_auto_payments_of(user, limit=ENDED_SHOWN),
    }
    return render(request, "billing/payments/auto.html", context, status=422 if form.errors else 200)
