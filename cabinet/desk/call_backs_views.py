"""Calls that subscribers asked for, at the desk: in the order in which they are due (C8)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.desk.gate import specialists_only
from chat.waiting.call_backs import nobody_answered, spoke, take_call_back
from chat.waiting.selectors import due, find_call_back


@require_safe
@specialists_only
def call_backs_page(request: HttpRequest) -> HttpResponse:
    """What is to be called. A number is shown to who has taken the call."""
    now = timezone.now()
    return render(request, "desk/call_backs.html", {"calls": due(now), "now": now})


@require_POST
@specialists_only
def call_back_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """`do`: `take`, `spoke` with `words`, or `missed`."""
    now, by = timezone.now(), cast(User, request.user)  # the gate let nobody else in
    call = find_call_back(public_id)
    try:
        match request.POST.get("do", ""):
            case "take":
                take_call_back(call_back=call, specialist=by, now=now, origin=origin_of(request))
            case "spoke":
                spoke(call_back=call, specialist=by, now=now, words=request.POST.get("words", ""))
            case "missed":
                nobody_answered(call_back=call, specialist=by, now=now)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("desk-call-backs")
