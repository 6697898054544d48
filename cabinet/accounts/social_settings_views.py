"""«Вход через другие сайты» in the settings: what is linked, linking and unlinking (A7)."""

from __future__ import annotations

from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cabinet.accounts.assurance import fresh_code_required, strong_required
from cabinet.accounts.models import User
from cabinet.accounts.services.social import unlink
from cabinet.accounts.social.journey import Purpose
from cabinet.accounts.social.sites import site_of, site_of_link, sites
from cabinet.accounts.social_views import leave
from cabinet.accounts.subscribers import subscribers_only
from cabinet.core.errors import NotFound
from cabinet.core.net import origin_of


@login_required
@subscribers_only
@require_GET
def social_settings_page(request: HttpRequest) -> HttpResponse:
    """Every site with keys, and every link, even to a site that has lost them."""
    user = cast(User, request.user)
    links = {link.provider: link for link in SocialAccount.objects.filter(user=user).order_by("pk")}
    shown = sites()
    shown += [site_of_link(each) for each in links if each not in {site.id for site in shown}]
    if not shown:
        raise NotFound
    rows = [{"site": site, "link": links.get(site.id)} for site in shown]
    return render(request, "accounts/social/settings.html", {"rows": rows})


@login_required
@subscribers_only
@fresh_code_required
@require_http_methods(["GET", "POST"])
def link_page(request: HttpRequest, site_id: str) -> HttpResponse:
    """Says what linking means; its button leads to the site."""
    site = site_of(site_id)
    if request.method == "POST":
        return leave(request, site, Purpose.LINK, user=cast(User, request.user))
    return render(request, "accounts/social/link.html", {"site": site})


@login_required
@subscribers_only
@strong_required
@require_http_methods(["GET", "POST"])
def unlink_page(request: HttpRequest, site_id: str) -> HttpResponse:
    """Asks, and takes the way in away."""
    user, site = cast(User, request.user), site_of_link(site_id)
    if request.method != "POST":
        return render(request, "accounts/social/unlink.html", {"site": site})
    if unlink(user=user, site=site, now=timezone.now(), origin=origin_of(request)):
        messages.success(request, _("Готово: через %(site)s в кабинет больше не войти.") % {"site": site.name})
    return redirect("social-settings")
