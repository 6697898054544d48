"""Settings of a person and of the line."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import is_strong, strong_required_to_change
from cabinet.accounts.current import numbers, posted_line
from cabinet.accounts.forms import SmsLanguageForm
from cabinet.accounts.models import User
from cabinet.mail.services.outbox import is_on


@login_required
@require_http_methods(["GET", "POST"])
@strong_required_to_change
def settings_page(request: HttpRequest) -> HttpResponse:
    """Language, theme, the language of a line's SMS, signing in by the mobile network, signing out."""
    if request.method == "POST":
        posted = posted_line(request)
        require(request.user, posted, Right.MANAGE)
        form = SmsLanguageForm(request.POST, instance=posted)
        if form.is_valid():
            posted.save(update_fields=["sms_language"])
            messages.success(request, _("Сохранено: SMS будут приходить на выбранном языке."))
        return redirect(f"{reverse('settings')}?line={posted.public_id}")
    line = numbers(request).line
    can_manage = line is not None and bool(line.msisdn) and allowed(request.user, line, Right.MANAGE)
    sms_language = SmsLanguageForm(instance=line) if can_manage else None
    context = {
        "line": line,
        "form": sms_language,
        "theme": request.COOKIES.get("theme", "system"),
        "is_strong": is_strong(request),
        "may_let_network_in": can_manage and allowed(request.user, line, Right.LET_NETWORK_IN),  # type: ignore[arg-type]
        "email_is_on": is_on() and not cast(User, request.user).is_staff,
    }
    return render(request, "accounts/settings.html", context)
