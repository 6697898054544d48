"""«Приостановить на время» (T9)."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import User
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import origin_of
from subscriptions.charging.periods import day_of
from subscriptions.fixed.forms import PauseForm
from subscriptions.fixed.pausing import MAY_REST, pause, resume, standing_pause
from subscriptions.selectors import tariff_of


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def pause_page(request: HttpRequest) -> HttpResponse:
    """From which day to which; while a pause is open, that it is, and one button that ends it."""
    user = cast(User, request.user)
    line = posted_line(request) if request.method == "POST" else current_line(request)
    now = timezone.now()
    require(user, line, Right.MANAGE, now)
    if line.kind not in MAY_REST:
        raise NotFound
    if request.method == "POST" and "resume" in request.POST:
        return _resumed(request, user)
    form = PauseForm(
        request.POST if request.method == "POST" else None, today=day_of(now, ZoneInfo(line.contract.time_zone))
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = pause(
                line=line,
                first=form.cleaned_data["first"],
                until=form.cleaned_data["until"],
                by=user,
                now=now,
                origin=origin_of(request),
            )
        except NotFound:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("request", public_id=made.public_id)
    context = {"form": form, "line": line, "standing": standing_pause(line), "held": tariff_of(line)}
    return render(request, "subscriptions/fixed/pause.html", context, status=422 if form.errors else 200)


def _resumed(request: HttpRequest, user: User) -> HttpResponse:
    line = posted_line(request)
    try:
        resume(line=line, by=user, now=timezone.now())
    except NotFound:
        raise
    except DomainError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Приостановка закончена: всё работает."))
    return redirect(f"{reverse('home')}?line={line.public_id}")
