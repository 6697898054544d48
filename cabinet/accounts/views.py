"""Signing in and out (A1, A12)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts import doors, flow, network
from cabinet.accounts.assurance import Proof
from cabinet.accounts.code_pages import code_sent
from cabinet.accounts.flow import SignInFlow
from cabinet.accounts.forms import CodeForm, IdentifierForm, NumberForm, PasswordForm, TokenForm
from cabinet.accounts.limits import limit
from cabinet.accounts.models import Asker, CodePurpose, FailedProof, SecurityEventKind, User
from cabinet.accounts.new_password import owe_password
from cabinet.accounts.services.codes import CodesStopped, CodeTooSoon, request_code
from cabinet.accounts.services.failures import note_failure
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.passwords import sign_in_by_password
from cabinet.accounts.services.second_factor import check_token
from cabinet.accounts.services.sign_in import sign_in_by_code
from cabinet.core import phones
from cabinet.core.captcha.forms import NOT_YET
from cabinet.core.errors import DomainError
from cabinet.core.net import client_ip, network_prefix, origin_of
from cabinet.core.next_page import no_destination


@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """One field, two buttons, always the same; no SMS before the first is pressed."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "GET":
        if line := network.offered_line(request):
            return render(request, "accounts/network.html", {"line": line, "next": request.GET.get("next", "")})
        initial = {"next": request.GET.get("next", ""), "phone": typed_before(request)}
        form = IdentifierForm(initial=initial, captcha=doors.wants_captcha(request, asking=True))
        return render(request, "accounts/login.html", {"form": form})
    if request.POST.get("how") == "password":
        return _to_password(request)
    form = NumberForm(request.POST, captcha=doors.wants_captcha(request, request.POST.get("phone", ""), asking=True))
    if form.is_valid():
        return send_code(request, flow_of(form))
    return render(request, "accounts/login.html", {"form": form}, status=422)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def code_page(request: HttpRequest) -> HttpResponse:
    """The code from the SMS; «ещё раз» sends another when the pause is over."""
    state = flow.current(request)
    if state is None or not state.msisdn:
        return redirect("login")
    if request.method == "POST" and request.POST.get("again"):
        return _ask_again(request, state)
    form = CodeForm(request.POST or None, captcha=doors.wants_captcha(request, state.msisdn))
    if request.method == "POST" and form.is_valid():
        limit(request, "guess")
        typed = form.cleaned_data["code"]
        try:
            user, line = sign_in_by_code(
                msisdn=state.msisdn,
                flow=state.nonce,
                typed=typed,
                purpose=CodePurpose(state.purpose),
                now=timezone.now(),
            )
        except DomainError as error:
            note_failure(how=FailedProof.CODE, msisdn=state.msisdn, origin=origin_of(request), now=timezone.now())
            doors.failed(request, state.msisdn)
            form.ask_captcha(doors.wants_captcha(request, state.msisdn))
            form.add_error("code", str(error.message))
        else:
            doors.came_in(request, state.msisdn)
            if state.purpose == CodePurpose.RECOVER:
                return owe_password(request, state, user, proof=Proof.CODE, line=line)
            return HttpResponseRedirect(flow.finish(request, state, user, proof=Proof.CODE, line=line))
    return render(request, "accounts/code.html", _code_context(state, form), status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def password_page(request: HttpRequest) -> HttpResponse:
    """Number or login, and the permanent password. Staff go on to their second factor."""
    if request.method == "GET":
        if request.user.is_authenticated and not request.GET.get("next"):
            return redirect("home")
        initial = _password_initial(request)
        form = PasswordForm(initial=initial, captcha=doors.wants_captcha(request, initial.get("phone", "")))
        return render(request, "accounts/password.html", {"form": form})
    identifier = request.POST.get("phone", "")
    form = PasswordForm(request.POST, captcha=doors.wants_captcha(request, identifier))
    if form.is_valid():
        limit(request, "guess")
        try:
            user, one_time = sign_in_by_password(
                identifier=form.cleaned_data["phone"],
                network=network_prefix(client_ip(request)),
                device=doors.device_of(request),
                password=form.cleaned_data["password"],
                origin=origin_of(request),
                now=timezone.now(),
            )
        except DomainError as error:
            doors.failed(request, identifier)
            form.ask_captcha(doors.wants_captcha(request, identifier))
            form.add_error(None, str(error.message))
        else:
            doors.came_in(request, identifier)
            if one_time is not None:
                return owe_password(request, flow_of(form), user, proof=Proof.PASSWORD, line=one_time.line)
            return _after_password(request, flow_of(form), user)
    return render(request, "accounts/password.html", {"form": form}, status=422)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("token")
def otp_page(request: HttpRequest) -> HttpResponse:
    """The second factor of staff, after the right password."""
    state = flow.current(request)
    if state is None or state.user is None:
        return redirect("login-password")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.get(pk=state.user)
        limit(request, "guess")
        try:
            device = check_token(user=user, token=form.cleaned_data["token"])
        except DomainError as error:
            note_failure(how=FailedProof.TOKEN, user=user, origin=origin_of(request), now=timezone.now())
            form.add_error("token", str(error.message))
        else:
            return HttpResponseRedirect(flow.finish(request, state, user, proof=Proof.PASSWORD, device=device))
    return render(request, "accounts/otp.html", {"form": form}, status=422 if form.errors else 200)


@no_destination
@require_http_methods(["GET", "POST"])
def logout_page(request: HttpRequest) -> HttpResponse:
    """A POST signs out; a GET (an old bookmark, the admin's link) asks with one button."""
    if request.method == "POST":
        if isinstance(request.user, User):
            record(SecurityEventKind.SIGNED_OUT, now=timezone.now(), user=request.user, origin=origin_of(request))
        logout(request)
        messages.success(request, _("Вы вышли из кабинета."))
        return redirect("home")
    return render(request, "accounts/logout.html")


def _to_password(request: HttpRequest) -> HttpResponse:
    form = IdentifierForm(request.POST)
    form.full_clean()
    query = QueryDict(mutable=True)
    flow.start(
        request, SignInFlow(phone=request.POST.get("phone", "")[:64], remember=bool(request.POST.get("remember")))
    )
    if after := request.POST.get("next"):
        query["next"] = after
    address = reverse("login-password")
    return redirect(f"{address}?{query.urlencode()}" if query else address)


def send_code(request: HttpRequest, state: SignInFlow) -> HttpResponse:
    """Send a code if its time has come; the next page says whether one is on its way, and when to ask again."""
    limit(request, "code")
    before = flow.current(request)
    if before is not None and before.msisdn == state.msisdn:
        state.nonce = before.nonce  # «ещё раз»: the code that this browser asked for before still works
    asker = doors.asker_of(request, state.msisdn)
    state.asker = asker.value
    try:
        request_code(
            msisdn=state.msisdn, purpose=CodePurpose(state.purpose), flow=state.nonce, asker=asker, now=timezone.now()
        )
        doors.asked(request, state.msisdn)
    except CodeTooSoon as error:
        if before is not None and before.nonce == state.nonce:
            messages.info(request, error.message)
    except CodesStopped as error:
        messages.warning(request, error.message)
        flow.start(request, state)
        return redirect(_first_step(state))
    flow.start(request, state)
    return redirect("login-code")


def _ask_again(request: HttpRequest, state: SignInFlow) -> HttpResponse:
    if not doors.wants_captcha(request, state.msisdn, asking=True):
        return send_code(request, state)
    messages.info(request, NOT_YET)  # on the first page, where the number is written already
    return redirect(_first_step(state))


def _after_password(request: HttpRequest, state: SignInFlow, user: User) -> HttpResponse:
    if user.is_staff:
        state.user = user.pk
        flow.start(request, state)
        return redirect("login-otp")
    return HttpResponseRedirect(flow.finish(request, state, user, proof=Proof.PASSWORD))


def flow_of(form: IdentifierForm) -> SignInFlow:
    """The way in that begins with `form`."""
    data = form.cleaned_data
    return SignInFlow(
        phone=form.data.get("phone", ""),
        remember=data["remember"],
        next=data["next"],
        msisdn=data["phone"] if isinstance(form, NumberForm) else "",
    )


def _code_context(state: SignInFlow, form: CodeForm) -> dict[str, Any]:
    asker, purpose = Asker(state.asker), CodePurpose(state.purpose)
    sent = code_sent(msisdn=state.msisdn, purpose=purpose, flow=state.nonce, asker=asker, now=timezone.now())
    return sent | {
        "form": form,
        "phone": phones.international(state.msisdn),
        "recovers": state.purpose == CodePurpose.RECOVER,
        "modem": state.modem,
        "back": reverse(_first_step(state)),
    }


def _first_step(state: SignInFlow) -> str:
    if state.purpose == CodePurpose.RECOVER:
        return "login-recover"
    return "login-modem" if state.modem else "login"


def _password_initial(request: HttpRequest) -> dict[str, Any]:
    state = flow.current(request)
    initial: dict[str, Any] = {"next": request.GET.get("next", "")}
    if state is not None:
        initial |= {"phone": state.phone, "remember": state.remember}
    return initial


def typed_before(request: HttpRequest) -> str:
    """The number or login that was typed a step ago."""
    state = flow.current(request)
    return state.phone if state else ""
