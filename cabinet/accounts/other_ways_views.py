"""Other ways in: a modem's number, a forgotten password, a password that was read out (A2, A6)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts import doors
from cabinet.accounts.assurance import Proof
from cabinet.accounts.forms import ModemForm, NumberForm, RecoverForm
from cabinet.accounts.models import CodePurpose
from cabinet.accounts.new_password import settle, who_owes
from cabinet.accounts.security_forms import NewPasswordForm
from cabinet.accounts.services.permanent_password import PasswordRefused, set_password
from cabinet.accounts.views import flow_of, send_code, typed_before
from cabinet.core import phones
from cabinet.core.net import origin_of


@require_http_methods(["GET", "POST"])
def modem_page(request: HttpRequest) -> HttpResponse:
    """The number of a modem: the same code, read in the modem's own program."""
    if request.user.is_authenticated:
        return redirect("home")
    return _number_page(request, ModemForm, "accounts/login_modem.html")


@require_http_methods(["GET", "POST"])
def recover_page(request: HttpRequest) -> HttpResponse:
    """«Забыли пароль?»: the number to which a code is sent. Who is in already sets a new one in the settings."""
    if request.user.is_authenticated:
        return redirect("settings-password")
    return _number_page(request, RecoverForm, "accounts/recover.html", purpose=CodePurpose.RECOVER)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def new_password_page(request: HttpRequest) -> HttpResponse:
    """The last step of who came by a code for a new password, or by a one-time password; then they are in."""
    now = timezone.now()
    known = who_owes(request, now)
    if known is None:
        return redirect("login-recover")
    user, line, owed = known
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recovered = owed.proof == Proof.CODE
        password = form.cleaned_data["password"]
        try:
            person = set_password(
                user=user,
                password=password,
                recovered=recovered,
                by_telephone=line if recovered else None,
                now=now,
                origin=origin_of(request),
            )
        except PasswordRefused as error:
            form.add_error("password", str(error.message))
        else:
            messages.success(request, _("Новый пароль задан. На других устройствах вы вышли из кабинета."))
            return HttpResponseRedirect(settle(request, person, line, owed))
    context = {"form": form, "phone": phones.international(str(line.msisdn)), "recovers": owed.proof == Proof.CODE}
    return render(request, "accounts/new_password.html", context, status=422 if form.errors else 200)


def _number_page(
    request: HttpRequest, kind: type[NumberForm], template: str, purpose: CodePurpose = CodePurpose.SIGN_IN
) -> HttpResponse:
    if request.method == "GET":
        initial = {"next": request.GET.get("next", ""), "phone": typed_before(request)}
        return render(
            request, template, {"form": kind(initial=initial, captcha=doors.wants_captcha(request, asking=True))}
        )
    form = kind(request.POST, captcha=doors.wants_captcha(request, request.POST.get("phone", ""), asking=True))
    if form.is_valid():
        state = flow_of(form)
        state.purpose, state.modem = purpose.value, kind is ModemForm
        return send_code(request, state)
    return render(request, template, {"form": form}, status=422)
