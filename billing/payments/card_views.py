"""Remembered cards: seen, and forgotten."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.models import SavedMethod
from billing.payments.services.cards import cards_of, forget
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import User
from cabinet.core.errors import NotFound


@login_required
@strong_required
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    line = current_line(request)
    context = {"line": line, "cards": cards_of(cast(User, request.user)).select_related("method")}
    return render(request, "billing/payments/cards.html", context)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Says what ends with the card, then forgets it."""
    card = SavedMethod.objects.select_related("user").filter(public_id=public_id, removed_at=None).first()
    if card is None:
        raise NotFound
    require(request.user, card, Right.SEE_BALANCE)
    if request.method == "POST":
        forget(card=card, now=timezone.now())
        messages.success(request, _("Карта забыта."))
        return redirect("payments-cards")
    running = card.auto_payments.filter(stopped_at=None).select_related("line")
    return render(request, "billing/payments/card_remove.html", {"card": card, "running": running})
