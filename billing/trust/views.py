"""«Доверительный платёж»: the terms before the button, and what is owed after it (B7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.trust.errors import TermsChanged
from billing.trust.forms import ExampleForm, TakeForm
from billing.trust.selectors import standing_of
from billing.trust.services.take import take
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def trust_page(request: HttpRequest) -> HttpResponse:
    """What is offered with its terms, or what is owed; `?example=` says what a top-up of that sum would leave."""
    now, user = timezone.now(), cast(User, request.user)
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(user, line, Right.MOVE_MONEY, now)
    form = TakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise TermsChanged
            key = form.cleaned_data["key"]
            loan = take(line=line, by=user, channel=Channel.PAGE, key=key, agreed=form.agreed, now=now)
        except DomainError as error:
            return render(request, "billing/trust/trust.html", _page(request, line, now, str(error)), status=422)
        messages.success(request, _("Зачислено %(sum)s.") % {"sum": format_rub(loan.amount)})
        return redirect(f"{reverse('payments-trust')}?line={line.public_id}")
    return render(request, "billing/trust/trust.html", _page(request, line, now))


def _page(request: HttpRequest, line: Line, now: datetime, refused: str = "") -> dict[str, Any]:
    example = ExampleForm(request.GET if "example" in request.GET else {})
    top_up = example.top_up
    standing = standing_of(line=line, now=now)
    repaid = standing.repaid_from(top_up)
    return {
        "line": line,
        "standing": standing,
        "debt": standing.debt,
        "offer": standing.offer,
        "refused": refused,
        "form": example,
        "key": uuid4(),
        "top_up": top_up,
        "goes_back": repaid,
        "stays": top_up - repaid,
    }
