"""The page that asks to move a number here (A10)."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts.assurance import strong_required
from cabinet.accounts.limits import limit
from cabinet.accounts.models import Contract, User
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.network.gateways import is_simulated
from cabinet.requests.port_in_forms import PortInForm
from cabinet.requests.services.port_in import ask_port_in, first_day


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("document")
def port_in_page(request: HttpRequest) -> HttpResponse:
    """Number, operator, document, day; only who owns a contract can take a number onto it."""
    user = cast(User, request.user)
    contract = Contract.objects.filter(owner=user).order_by("pk").first() if not user.is_staff else None
    if contract is None:
        return render(request, "requests/port_in.html", {"form": None}, status=403 if request.method == "POST" else 200)
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = PortInForm(posted, owner=user, first=first_day(contract, now))
    if request.method == "POST" and form.is_valid():
        limit(request, "number")
        try:
            made = ask_port_in(
                contract=form.chosen_contract,
                msisdn=form.cleaned_data["phone"],
                donor=form.cleaned_data["donor"],
                document=form.cleaned_data["document"],
                on=form.cleaned_data["on"],
                by=user,
                now=now,
                origin=origin_of(request),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if made.created_at != now:
                messages.info(request, _("Заявка об этом номере у вас уже есть: вот она."))
            return redirect("request", public_id=made.public_id)
    context = {"form": form, "is_simulated": is_simulated(), "day": settings.SIMULATOR_NETWORK_DAY}
    return render(request, "requests/port_in.html", context, status=422 if form.errors else 200)
