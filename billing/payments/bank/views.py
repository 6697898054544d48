"""The sandbox's bank as its customer sees it: anybody with the address of an order, as at any bank."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing.models import SandboxOrder, SandboxState
from billing.payments.bank import orders
from billing.payments.providers import is_sandbox
from billing.payments.providers.base import Declined
from cabinet.core.digits import plain


@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Choose a card, type the code of 3-D Secure, or go back; the bank's page exists in the demonstration only."""
    if not is_sandbox():
        raise Http404
    try:
        order = orders.current(reference=str(reference), now=timezone.now())
    except Declined:
        raise Http404 from None
    if request.method == "POST":
        order = _act(request, str(reference))
        if order.state != SandboxState.WAITING or order.settles_at is not None or not order.secure_code:
            return redirect(_back(order))
        if request.POST.get("do") == "pay":
            return redirect(reverse("sandbox-bank", args=[reference]))  # a refresh asks nothing twice
    context = {"order": order, "fates": orders.FATES, "back": _back(order), "is_wrong": bool(order.tries)}
    return render(request, "billing/payments/bank.html", context)


def _act(request: HttpRequest, reference: str) -> SandboxOrder:
    now = timezone.now()
    match request.POST.get("do"):
        case "pay":
            return orders.pay(reference=reference, card=request.POST.get("card", ""), now=now)
        case "confirm":
            code = plain(request.POST.get("code", "")).replace(" ", "")
            return orders.confirm(reference=reference, code=code, now=now)
        case "refuse":
            return orders.refuse(reference=reference, now=now)
    return orders.current(reference=reference, now=now)


def _back(order: SandboxOrder) -> str:
    """To the shop, on this very host: a form may lead to no other origin (docs/adr/0010)."""
    return urlsplit(order.return_url)._replace(scheme="", netloc="").geturl()
