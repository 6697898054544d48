"""Asking for the money of one operation back (B11)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.claims.forms import ClaimForm
from billing.claims.selectors import Claimable, claimable
from billing.claims.services.opening import AlreadyClaimed, MoreThanLeft, open_claim
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of


@login_required
@strong_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A GET asks why and how much; a POST makes the request, or leads to the one that was made before."""
    user, now = cast(User, request.user), timezone.now()
    what = claimable(user=user, public_id=public_id, now=now)
    if what.standing is not None and what.standing.request.user == user:
        return redirect("request", what.standing.request.public_id)
    form = ClaimForm(request.POST or None, of=what)
    if what.standing is not None or not what.left or not form.is_valid():
        return _page(request, what, form)
    try:
        claim = open_claim(
            entry=what.entry,
            by=user,
            reason=form.chosen,
            amount=form.cleaned_data["amount"],
            text=form.cleaned_data["text"],
            now=now,
            origin=origin_of(request),
        )
    except DomainError as error:
        form.add_error("amount" if isinstance(error, MoreThanLeft) else None, str(error))
        return _page(request, what, form)
    messages.success(request, _("Заявка принята. Когда её решат, пришлём SMS."))
    return redirect("request", claim.request.public_id)


def _page(request: HttpRequest, what: Claimable, form: ClaimForm) -> HttpResponse:
    context = {
        "what": what,
        "entry": what.entry,
        "form": form,
        "refused": str(AlreadyClaimed.message) if what.standing else "" if what.left else str(MoreThanLeft(what.left)),
    }
    return render(request, "billing/claim.html", context, status=422 if form.errors else 200)
