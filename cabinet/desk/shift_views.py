"""Beginning and ending a shift."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cabinet.accounts.models import User
from cabinet.desk.gate import specialists_only
from chat.shift.presence import set_duty


@require_POST
@specialists_only
def duty_page(request: HttpRequest) -> HttpResponse:
    """«Начать смену», «Закончить смену»."""
    specialist = cast(User, request.user)  # the gate let nobody else in
    set_duty(specialist=specialist, on=request.POST.get("on") == "yes", now=timezone.now())
    return redirect("desk")
