"""«Подтвердите, что это вы»: a code to a line of the person's own, before what the session alone may not do."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts import flow
from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.code_pages import code_sent, flow_of_cookie, flow_of_session
from cabinet.accounts.forms import CodeForm
from cabinet.accounts.limits import limit
from cabinet.accounts.models import Asker, CodePurpose, FailedProof, Line, SecurityEventKind
from cabinet.accounts.services.codes import CodeTooSoon, check_code, request_code, worked_just_now
from cabinet.accounts.services.failures import note_failure
from cabinet.accounts.services.journal import record
from cabinet.core.errors import DomainError
from cabinet.core.middleware import without_line
from cabinet.core.net import origin_of
from cabinet.core.next_page import safe_destination

CHOICES = 10  # lines offered at most; a person rarely proves more than two


@without_line
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def confirm_page(request: HttpRequest) -> HttpResponse:
    """Asks on which of the person's own lines to send a code, sends it, and judges it; then leads back to `next`.

    The same code twice in a row leads there twice: the first request changed the session's key, and the second may
    come with the old one.
    """
    after = safe_destination(request, request.POST.get("next") or request.GET.get("next", "")) or reverse("home")
    if not request.user.is_authenticated:
        return _of_dead_session(request, after)
    user = request.user
    lines = [] if user.is_staff else list(lines_that_prove(user)[:CHOICES])
    line = _chosen(request, lines)
    if request.method != "POST" or line is None:
        return _page(request, lines, line, after, CodeForm())
    if "code" not in request.POST:
        return _send(request, line, after)
    form = CodeForm(request.POST)
    if form.is_valid():
        limit(request, "guess")
        now = timezone.now()
        try:
            check_code(
                msisdn=str(line.msisdn),
                purpose=CodePurpose.CONFIRM,
                flow=flow_of_session(request),
                typed=form.cleaned_data["code"],
                now=now,
            )
        except DomainError as error:
            if _pressed_twice(request, flow_of_session(request), now):
                return _leave(request, after)
            note_failure(how=FailedProof.CODE, user=user, msisdn=str(line.msisdn), origin=origin_of(request), now=now)
            form.add_error("code", str(error.message))
        else:
            flow.confirm(request, now, line)
            record(SecurityEventKind.CONFIRMED, now=now, user=user, line=line, origin=origin_of(request))
            return HttpResponseRedirect(after)
    return _page(request, lines, line, after, form, status=422)


def _of_dead_session(request: HttpRequest, after: str) -> HttpResponse:
    """To where the first press led: the new key opens it, or the sign-in stands before it. Else to the sign-in, and
    back here."""
    if _pressed_twice(request, flow_of_cookie(request), timezone.now()):
        return _leave(request, after)
    here = request.get_full_path() if request.method == "GET" else f"{request.path}?{urlencode({'next': after})}"
    return redirect_to_login(here)


def _pressed_twice(request: HttpRequest, its: str, now: datetime) -> bool:
    typed = request.POST.get("code", "")
    return bool(typed and its) and worked_just_now(purpose=CodePurpose.CONFIRM, flow=its, typed=typed, now=now)


def _leave(request: HttpRequest, after: str) -> HttpResponse:
    request.session.leaves_cookie = True  # type: ignore[attr-defined]
    return HttpResponseRedirect(after)


def _send(request: HttpRequest, line: Line, after: str) -> HttpResponse:
    """Send a code unless one was sent a moment ago; either way the next page asks for it."""
    limit(request, "code")
    with suppress(CodeTooSoon):  # the page says when another may be asked for
        request_code(
            msisdn=str(line.msisdn),
            purpose=CodePurpose.CONFIRM,
            flow=flow_of_session(request),
            asker=Asker.OWN,  # strangers at the sign-in page neither use up these codes nor stop them
            now=timezone.now(),
        )
    return redirect(f"{reverse('confirm')}?{urlencode({'next': after, 'to': str(line.public_id)})}")


def _page(
    request: HttpRequest, lines: list[Line], line: Line | None, after: str, form: CodeForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {"form": form, "lines": lines, "line": line, "next": after}
    asked = request.GET.get("to") or "code" in request.POST
    if line is not None and asked:
        msisdn = str(line.msisdn)
        its = flow_of_session(request)
        sent = code_sent(msisdn=msisdn, purpose=CodePurpose.CONFIRM, flow=its, asker=Asker.OWN, now=now)
        context |= sent | {"asked": True}
    return render(request, "accounts/confirm.html", context, status=status)


def _chosen(request: HttpRequest, lines: list[Line]) -> Line | None:
    named = request.POST.get("to") or request.GET.get("to", "")
    if not named:
        return lines[0] if len(lines) == 1 else None
    try:
        wanted = UUID(named)
    except ValueError:
        return None
    return next((line for line in lines if line.public_id == wanted), None)
