"""«Рекомендуемые предложения»: what would have been cheaper, with the arithmetic (T7)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import User
from cabinet.core.errors import NotFound
from subscriptions.models import Recommendation
from subscriptions.recommending.selectors import MOST, Shown, fresh, hidden_offers, open_offers
from subscriptions.recommending.services import hide, show_again


@login_required
@strong_required
@require_GET
def offers_page(request: HttpRequest) -> HttpResponse:
    """What is offered for the line, and what was hidden; to who may not see what is paid for, nothing."""
    now, user = timezone.now(), cast(User, request.user)
    line = current_line(request)
    require(user, line, Right.SEE_BALANCE, now)
    context: dict[str, Any] = {"line": line, "sees": allowed(user, line, Right.SEE_ENTRIES, now)}
    if context["sees"]:
        context |= {
            "can_change": allowed(user, line, Right.MANAGE, now),
            "reckoning": fresh(line, now=now),
            "shown": [Shown.of(row) for row in open_offers([line])[:MOST]],
            "hidden": [Shown.of(row) for row in hidden_offers(line)[:MOST]],
            "least": settings.RECOMMENDATION_LEAST,
        }
    return render(request, "subscriptions/recommending/offers.html", context)


@login_required
@strong_required
@require_POST
def hide_offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hide a recommendation; with `show`, bring it back."""
    now, user = timezone.now(), cast(User, request.user)
    found = Recommendation.objects.select_related("line__contract").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    if "show" in request.POST:
        show_again(recommendation=found, by=user, now=now)
        messages.success(request, _("Предложение снова в списке."))
    else:
        hide(recommendation=found, by=user, now=now)
        messages.success(request, _("Скрыли. Вернуть предложение можно внизу страницы."))
    return redirect(f"{reverse('offers')}?line={found.line.public_id}")
