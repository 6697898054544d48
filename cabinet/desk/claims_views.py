"""Claims for money at the desk: those that wait, and one with what has to be known to decide it (B11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.claims.forms import DecisionForm
from billing.claims.rules import left_of
from billing.claims.selectors import find_claim, queue, returned_lately
from billing.claims.services.deciding import forward, may_alone, refuse, return_money
from billing.explain.explanations import explanations
from billing.models import Claim, ClaimStatus
from billing.payments.selectors import refused_returns
from cabinet.accounts.access import Right, has_staff_right
from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.errors import DomainError
from cabinet.core.explaining import Asking
from cabinet.core.net import origin_of
from cabinet.desk.gate import deciders_only


@require_safe
@deciders_only
def claims_page(request: HttpRequest) -> HttpResponse:
    """Those that wait for anybody, and those that wait for finance; who may decide the latter reads them first."""
    waiting = [
        (_("Ждут решения"), queue(ClaimStatus.OPEN)),
        (_("Ждут финансов"), queue(ClaimStatus.FINANCE)),
    ]
    refused = 0
    if has_staff_right(request.user, Right.DECIDE_MUCH):
        waiting.reverse()
        refused = refused_returns()
    return render(request, "desk/claims.html", {"waiting": waiting, "refused": refused})


@require_http_methods(["GET", "HEAD", "POST"])
@deciders_only
def claim_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One claim; a POST decides it, or hands it to finance."""
    now, claim = timezone.now(), find_claim(public_id)
    by = cast(User, request.user)  # the gate let nobody else in
    form = DecisionForm(request.POST or None, left=claim.amount)
    if request.method != "POST":
        _note_look(request, claim, now)
        return _page(request, claim, form, now)
    if form.is_valid():
        try:
            _decide(request, claim, form.cleaned_data, by=by, now=now)
        except DomainError as error:
            form.add_error(None, str(error))
            claim = find_claim(public_id)
        else:
            messages.success(request, _("Записано. Абоненту уйдёт SMS, когда заявка решена."))
            return redirect("desk-claim", public_id)
    return _page(request, claim, form, now)


def _decide(request: HttpRequest, claim: Claim, said: dict[str, Any], *, by: User, now: datetime) -> None:
    origin, words = origin_of(request), said["words"].strip()
    if said["action"] == "refuse":
        refuse(claim=claim, by=by, words=words, now=now, origin=origin)
    elif said["action"] == "forward":
        forward(claim=claim, by=by, now=now, origin=origin)
    else:
        amount = said["part"] if said["action"] == "part" else claim.amount
        return_money(claim=claim, by=by, amount=amount, words=words, now=now, origin=origin)


def _page(request: HttpRequest, claim: Claim, form: DecisionForm, now: datetime) -> HttpResponse:
    entry, contract = claim.entry, claim.entry.account.contract
    asking = Asking(user=request.user, line=entry.line, owns=False, now=now)
    alone = may_alone(claim, now)
    context = {
        "claim": claim,
        "entry": entry,
        "contract": contract,
        "said": explanations([entry], asking)[entry.pk],
        "left": left_of(entry),
        "alone": alone,
        "may_decide": claim.status != ClaimStatus.FINANCE
        or (has_staff_right(request.user, Right.DECIDE_MUCH) and claim.forwarded_by != request.user),
        "is_too_much": claim.status == ClaimStatus.OPEN and claim.amount > alone,
        "before": [each for each in returned_lately(contract, now) if each.pk != claim.pk],
        "form": form,
    }
    return render(request, "desk/claim.html", context, status=422 if form.errors else 200)


def _note_look(request: HttpRequest, claim: Claim, now: datetime) -> None:
    """Whose account it is reads in the journal who looked."""
    by, about = cast(User, request.user), claim.entry.account.contract
    looked = SecurityEventKind.LOOKED_AT
    note_staff(looked, staff=by, about=about, what="claim", origin=origin_of(request), now=now)
