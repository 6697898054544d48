"""«Электронная почта» in the settings, and the link of the letter that confirms it (N6)."""

from __future__ import annotations

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cabinet.accounts.assurance import strong_required
from cabinet.accounts.models import User
from cabinet.accounts.selectors import find_email_link
from cabinet.accounts.services.email import (
    AddressRefused,
    LinkTooOld,
    TooManyLetters,
    ask_address,
    confirm_address,
    remove_address,
    waiting_link,
)
from cabinet.core.errors import NotFound
from cabinet.core.net import origin_of
from cabinet.mail.services.outbox import is_on


class AddressForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Адрес электронной почты"),
        max_length=254,
        error_messages={"required": gettext_lazy("Напишите адрес: maria@example.ru")},
        widget=forms.TextInput(
            attrs={"type": "email", "inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
@strong_required
def email_page(request: HttpRequest) -> HttpResponse:
    """Give an address, another one, or none again. Only the link in the letter makes it the person's."""
    user, now = cast(User, request.user), timezone.now()
    if user.is_staff or not is_on():
        raise NotFound
    if request.method == "POST" and request.POST.get("remove"):
        if remove_address(user=user, now=now, origin=origin_of(request)):
            messages.success(request, _("Адрес убран. Письма больше не приходят."))
        return redirect("email")
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_address(user=user, address=form.cleaned_data["address"], language=get_language() or "ru", now=now)
        except (AddressRefused, TooManyLetters) as error:
            form.add_error("address", str(error.message))
        else:
            messages.success(request, _("Письмо отправлено. Откройте ссылку из него в течение суток."))
            return redirect("email")
    waiting = waiting_link(user, now)
    context = {
        "form": form,
        "address": user.email if user.email_verified_at else "",
        "waiting": waiting,
        "demo_mailbox_url": _demo_mailbox(waiting.address) if waiting else "",
    }
    return render(request, "accounts/email.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def link_page(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. It opens for whoever reads the mailbox, signed in or not, and only its button does
    anything: mail programs open links by themselves."""
    link, now = find_email_link(token), timezone.now()
    done = link.used_at is not None and link.user.email == link.address
    is_old = not done and (link.used_at is not None or link.replaced_at is not None or link.expires_at <= now)
    if request.method == "POST" and not done and not is_old:
        try:
            confirm_address(token=token, now=now, origin=origin_of(request))
            done = True
        except LinkTooOld:
            is_old = True
    context = {"address": link.address, "done": done, "is_old": is_old}
    return render(request, "accounts/email_link.html", context)


def _demo_mailbox(address: str) -> str:
    return reverse("mailbox", args=[address]) if settings.MAIL_ON_PAGES else ""
