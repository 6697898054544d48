"""«Войти как 903 123-45-67» by the mobile network, and the switch that turns it off (A5)."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cabinet.accounts import flow
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import Proof, strong_required
from cabinet.accounts.current import posted_line
from cabinet.accounts.flow import SignInFlow
from cabinet.accounts.models import User
from cabinet.accounts.services.network_sign_in import AnotherNumber, sign_in_by_network, switch_network_sign_in
from cabinet.core.errors import DomainError, NotFound, TooManyAttempts
from cabinet.core.limits import allow
from cabinet.core.mobile_network import network_msisdn
from cabinet.core.net import origin_of
from cabinet.core.next_page import safe_destination

A_NUMBERS_LIMIT = "30/hour"  # sign-ins: each is a session and a line of the journal


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """One button, and a POST: a link signs nobody in. What the network says is read anew, and must be what was shown.

    Never for weeks: the session ends with the browser, or after a day.
    """
    after = request.POST.get("next", "")
    if request.user.is_authenticated:  # the button pressed twice; a stronger session is not exchanged for this one
        return redirect(safe_destination(request, after) or "home")
    msisdn = network_msisdn(request)
    if msisdn and not allow(A_NUMBERS_LIMIT, "network-sign-in", msisdn):
        raise TooManyAttempts(60)
    try:
        user, line = sign_in_by_network(msisdn=msisdn, shown=request.POST.get("line", ""), now=timezone.now())
    except DomainError as error:
        messages.warning(request, str(error.message))
        # The page shows the number that the network names now, or asks for one where it leads nowhere.
        query = {"next": after} | ({} if isinstance(error, AnotherNumber) else {"other": "1"})
        return redirect(f"{reverse('login')}?{urlencode(query)}")
    return HttpResponseRedirect(
        flow.finish(request, SignInFlow(phone="", next=after), user, proof=Proof.NETWORK, line=line)
    )


@login_required
@require_POST
@strong_required
def switch(request: HttpRequest) -> HttpResponse:
    """Let a number sign in by the mobile network, or forbid it. Any manager forbids; only whose door it is opens it."""
    line = posted_line(request)
    on = request.POST.get("on") == "1"
    require(request.user, line, Right.LET_NETWORK_IN if on else Right.MANAGE)
    if line.msisdn is None:
        raise NotFound
    switch_network_sign_in(
        line=line, on=on, user=cast(User, request.user), now=timezone.now(), origin=origin_of(request)
    )
    said = _("Вход из мобильной сети включён.") if on else _("Вход из мобильной сети выключен.")
    messages.success(request, said)
    return redirect(f"{reverse('settings')}?line={line.public_id}#network")
