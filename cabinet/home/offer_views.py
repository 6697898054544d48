"""An offer of access, as the person sees it to whom it was made (A9)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.models import AccessOffer, User
from cabinet.accounts.services.offers import OfferGone, decline_offer, offers_to, take_offer
from cabinet.core.errors import NotFound
from cabinet.core.net import origin_of


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def offer_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who gives what, until when; «Принять» and «Отказаться». One that is over says so."""
    now = timezone.now()
    user = cast(User, request.user)
    offer = _offer(user, public_id)
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "take":
                lines = take_offer(user=user, offer=offer, now=now, origin=origin_of(request))
                messages.success(request, _("Доступ принят."))
                return redirect(f"{reverse('numbers')}?line={lines[0].public_id}")
            decline_offer(user=user, offer=offer, now=now, origin=origin_of(request))
        except OfferGone:
            return _page(request, offer, gone=True, status=422)
        messages.success(request, _("Вы отказались от доступа."))
        return redirect("numbers")
    return _page(request, offer, gone=not offers_to(user, now).filter(pk=offer.pk).exists())


def _page(request: HttpRequest, offer: AccessOffer, *, gone: bool, status: int = 200) -> HttpResponse:
    lines = offer.lines.filter(closed_at=None).order_by("opened_at", "pk")
    context = {"offer": offer, "lines": lines, "gone": gone, "zone": offer.contract.time_zone}
    return render(request, "home/offer.html", context, status=status)


def _offer(user: User, public_id: UUID) -> AccessOffer:
    found = AccessOffer.objects.select_related("made_by", "contract")
    offer = found.filter(public_id=public_id, to_line__in=lines_that_prove(user).order_by().values("pk")).first()
    if offer is None or user.is_staff:
        raise NotFound
    return offer
