"""«Перезвоните мне» on a page (C8)."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core import phones
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from chat.models import Conversation
from chat.waiting.call_backs import order_call_back
from chat.waiting.forms import CallBackForm
from chat.waiting.selectors import conversation_to_call_about, standing


@login_required
@require_http_methods(["GET", "POST"])
def call_back_page(request: HttpRequest) -> HttpResponse:
    """Where, when and about what to call; while a call is ordered, that one. `?about=` is the conversation from which
    the person came."""
    now = timezone.now()
    line = posted_line(request) if request.method == "POST" else current_line(request)
    may = allowed(request.user, line, Right.CHAT, now)
    if request.method == "POST":
        require(request.user, line, Right.CHAT, now)
    zone = ZoneInfo(line.contract.time_zone)
    posted = request.POST if request.method == "POST" else None
    initial = {"phone": phones.international(line.msisdn) if line.msisdn else ""}
    form = CallBackForm(posted, zone=zone, now=now, initial=initial) if may else None
    about = conversation_to_call_about(request.POST.get("about") or request.GET.get("about", ""), line, request.user)
    if posted is not None and form is not None and form.is_valid():
        try:
            return _ordered(request, form, line, about)
        except DomainError as error:
            form.add_error(None, str(error))
    timezone.activate(zone)
    context = {"line": line, "form": form, "about": about, "ordered": standing(line) if may else None}
    return render(request, "chat/call_back.html", context, status=422 if form is not None and form.errors else 200)


def _ordered(request: HttpRequest, form: CallBackForm, line: Line, about: Conversation | None) -> HttpResponse:
    now = timezone.now()
    made = order_call_back(
        line=line,
        by=cast(User, request.user),  # `require` let nobody else through
        msisdn=form.cleaned_data["phone"],
        begins=form.begins,
        words=form.cleaned_data["words"].strip(),
        conversation=about,
        now=now,
        origin=origin_of(request),
    )
    if made.created_at == now:
        messages.success(request, _("Записали: позвоним, когда вы просили."))
    else:
        messages.info(request, _("Звонок уже заказан: вот он."))
    return redirect("request", public_id=made.public_id)
