"""«Пароль» and «Логин» in the settings (A2, A3)."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts import flow
from cabinet.accounts.assurance import CodeNeeded, has_fresh_code, only_telephone, strong_required
from cabinet.accounts.limits import limit
from cabinet.accounts.models import User
from cabinet.accounts.security_forms import ChangePasswordForm, NewPasswordForm, OwnLoginForm
from cabinet.accounts.services.own_login import LoginRefused, choose_login, remove_login
from cabinet.accounts.services.passwords import WrongPassword, check_own_password
from cabinet.accounts.services.permanent_password import PasswordRefused, recently_set_by, set_password
from cabinet.accounts.subscribers import subscribers_only
from cabinet.core.errors import TooManyAttempts
from cabinet.core.net import origin_of


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password", "old_password")
def password_page(request: HttpRequest) -> HttpResponse:
    """The first password needs a fresh code; another one needs a fresh code or the password of now."""
    user = cast(User, request.user)
    has_password, fresh = user.has_usable_password(), has_fresh_code(request, timezone.now())
    if not has_password and not fresh:
        raise CodeNeeded
    kind = NewPasswordForm if fresh else ChangePasswordForm
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, user, form):
        messages.success(request, _("Пароль сохранён. На других устройствах вы вышли из кабинета."))
        return redirect("security")
    context = {"form": form, "has_password": has_password}
    return render(request, "accounts/own_password.html", context, status=422 if form.errors else 200)


@login_required
@subscribers_only  # to staff an administrator gave it
@strong_required
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """Choose a login, another one, or none again."""
    user = cast(User, request.user)
    now, origin = timezone.now(), origin_of(request)
    if request.method == "POST" and request.POST.get("remove"):
        remove_login(user=user, now=now, origin=origin)
        messages.success(request, _("Логин убран. Входите по номеру."))
        return redirect("security")
    form = OwnLoginForm(request.POST or None, initial={"login": user.login or ""})
    if request.method == "POST" and form.is_valid():
        try:
            choose_login(user=user, login=form.cleaned_data["login"], now=now, origin=origin)
        except LoginRefused as error:
            form.add_error("login", str(error.message))
        else:
            messages.success(request, _("Логин сохранён. По номеру тоже можно входить."))
            return redirect("security")
    return render(request, "accounts/own_login.html", {"form": form}, status=422 if form.errors else 200)


def _changed(request: HttpRequest, user: User, form: NewPasswordForm) -> bool:
    """Judge the password of now where it is asked for, and set the new one; what is refused is written in `form`."""
    now = timezone.now()
    telephone = recently_set_by(user=user, now=now)  # who had the password by a telephone changes nothing of that
    try:
        if not isinstance(form, ChangePasswordForm):
            telephone = only_telephone(request) or telephone
        else:
            limit(request, "guess")
            check_own_password(user=user, password=form.cleaned_data["old_password"], now=now)
        person = set_password(
            user=user,
            password=form.cleaned_data["password"],
            by_telephone=telephone,
            keep=request.session.session_key,
            now=now,
            origin=origin_of(request),
        )
    except WrongPassword as error:
        form.add_error("old_password", str(error.message))
    except PasswordRefused as error:
        form.add_error("password", str(error.message))
    except TooManyAttempts as error:
        form.add_error(None, str(error.message))
    else:
        flow.go_on(request, person)
        return True
    return False
