"""Signing in by another site: leaving for it, coming back, and the offer to link what is not linked (A7)."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cabinet.accounts import flow
from cabinet.accounts.assurance import Proof, fresh_code_required, has_fresh_code
from cabinet.accounts.limits import limit
from cabinet.accounts.models import User
from cabinet.accounts.services.social import Account, link, person_of
from cabinet.accounts.social import journey, pending
from cabinet.accounts.social.errors import AnotherIsSignedIn, CodeGrewOld, JourneyLost, SocialError, error_of
from cabinet.accounts.social.journey import Arrival, Purpose
from cabinet.accounts.social.sites import Site, site_of
from cabinet.core.net import origin_of
from cabinet.core.next_page import safe_destination


@require_http_methods(["GET", "POST"])
def start_page(request: HttpRequest, site_id: str) -> HttpResponse:
    """A form of ours leads to the site; whoever merely opens the address is led to the door."""
    site = site_of(site_id)
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        return redirect("login")
    return leave(request, site, Purpose.SIGN_IN, after=request.POST.get("next", ""))


def leave(
    request: HttpRequest, site: Site, purpose: Purpose, *, after: str = "", user: User | None = None
) -> HttpResponse:
    """A page that goes on to `site` by itself. Not a redirect: `form-action` forbids one (docs/adr/0010)."""
    limit(request, "social")
    try:
        address = journey.begin(request, site, purpose=purpose, after=safe_destination(request, after), user=user)
    except SocialError as error:
        return trouble(error)
    return render(request, "accounts/social/leave.html", {"site": site, "address": address})


@require_GET
def callback_page(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where a site sends people back to; the parameter bears the name by which allauth looks the address up."""
    site = site_of(provider_id)
    try:
        arrival = journey.end(request, site)
        return _linked(request, arrival) if arrival.purpose is Purpose.LINK else _signed_in(request, arrival)
    except SocialError as error:
        return trouble(error)


@login_required
@fresh_code_required
@require_http_methods(["GET", "POST"])
def offer_page(request: HttpRequest) -> HttpResponse:
    """«Привязать вход через Яндекс?», once, to who has just signed in by a code after coming from there."""
    user = cast(User, request.user)
    offered = pending.offered_to(request, user)
    if offered is None:
        return redirect("home")
    account, after = offered
    if request.method == "GET":
        return render(request, "accounts/social/offer.html", {"account": account})
    pending.forget(request)
    if request.POST.get("answer") == "link":
        try:
            _link(request, user, account)
        except SocialError as error:
            return trouble(error)
    return HttpResponseRedirect(after)


@require_GET
def trouble_page(request: HttpRequest, site_id: str, code: str) -> HttpResponse:
    """What went wrong, at an address without the code and the state that the site sent."""
    return render(request, "accounts/social/trouble.html", {"error": error_of(site_of(site_id), code)})


def trouble(error: SocialError) -> HttpResponse:
    return redirect("social-trouble", error.site.id, error.code)


def _linked(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """The session that began must end it: the state was in it, the person is the same, the code is still fresh."""
    user = request.user
    if not isinstance(user, User) or user.pk != arrival.user:
        raise JourneyLost(arrival.account.site)
    if not has_fresh_code(request, timezone.now()):
        raise CodeGrewOld(arrival.account.site)
    _link(request, user, arrival.account)
    return redirect("social-settings")


def _link(request: HttpRequest, user: User, account: Account) -> None:
    link(user=user, account=account, now=timezone.now(), origin=origin_of(request))
    messages.success(request, _("Готово: теперь в кабинет можно входить через %(site)s.") % {"site": account.site.name})


def _signed_in(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    user = person_of(account=arrival.account, now=timezone.now(), origin=origin_of(request))
    if request.user.is_authenticated:  # in another tab, meanwhile
        if user == request.user:
            return HttpResponseRedirect(safe_destination(request, arrival.after) or reverse("home"))
        raise AnotherIsSignedIn(arrival.account.site)
    if user is None:
        pending.keep(request, arrival.account)
        return redirect(f"{reverse('login')}?{urlencode({'next': arrival.after})}")
    state = flow.SignInFlow(phone="", next=arrival.after)
    return HttpResponseRedirect(flow.finish(request, state, user, proof=Proof.SOCIAL))
