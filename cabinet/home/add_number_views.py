"""Adding a number by a code that comes to it (A8)."""

from __future__ import annotations

import time
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts import doors
from cabinet.accounts.assurance import fresh_code_required
from cabinet.accounts.code_pages import code_sent, flow_of_session
from cabinet.accounts.forms import CodeForm
from cabinet.accounts.limits import limit
from cabinet.accounts.models import CodePurpose, FailedProof, User
from cabinet.accounts.services.codes import CodeSpent, CodesStopped, CodeTooSoon, WrongCode, request_code
from cabinet.accounts.services.failures import note_failure
from cabinet.accounts.services.number_limits import TooManyWrongCodes
from cabinet.accounts.services.numbers import add_number
from cabinet.accounts.sharing_forms import NewNumberForm
from cabinet.accounts.subscribers import subscribers_only
from cabinet.core import phones
from cabinet.core.captcha.forms import NOT_YET
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of

KEY = "add_number"  # in the session: the number that a code was asked for, and when
LASTS = 30 * 60  # seconds from the number to its code
WRONG = (WrongCode, CodeSpent, TooManyWrongCodes)  # told to whose number it is; the rest is said to who has the code


@login_required
@subscribers_only
@fresh_code_required
@require_http_methods(["GET", "POST"])
def add_page(request: HttpRequest) -> HttpResponse:
    """The number, and what adding it means. The answer is the same whether anybody has it."""
    posted = request.POST if request.method == "POST" else None
    asks = doors.wants_captcha(request, request.POST.get("phone", ""), asking=True)
    form = NewNumberForm(posted, initial={"phone": request.GET.get("phone", "")}, captcha=asks)
    if request.method == "POST" and form.is_valid():
        return _send(request, form.cleaned_data["phone"])
    return render(request, "home/number_add.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@subscribers_only
@fresh_code_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def code_page(request: HttpRequest) -> HttpResponse:
    """The code that came to that number."""
    msisdn = _asked_for(request)
    if msisdn is None:
        return redirect("number-add")
    if request.method == "POST" and request.POST.get("again"):
        return _ask_again(request, msisdn)
    form = CodeForm(request.POST if request.method == "POST" else None, captcha=doors.wants_captcha(request, msisdn))
    if request.method == "POST" and form.is_valid():
        limit(request, "guess")
        try:
            line = add_number(
                user=cast(User, request.user),
                msisdn=msisdn,
                typed=form.cleaned_data["code"],
                flow=flow_of_session(request),
                now=timezone.now(),
                origin=origin_of(request),
            )
        except WRONG as error:
            note_failure(how=FailedProof.CODE, msisdn=msisdn, origin=origin_of(request), now=timezone.now())
            doors.failed(request, msisdn)
            form.ask_captcha(doors.wants_captcha(request, msisdn))
            form.add_error("code", str(error.message))
        except DomainError as error:  # the code was right, and another would change nothing
            doors.came_in(request, msisdn)
            del request.session[KEY]
            return render(request, "home/number_refused.html", {"phone": msisdn, "reason": error.message}, status=422)
        else:
            doors.came_in(request, msisdn)
            del request.session[KEY]
            messages.success(request, _("Номер %(number)s теперь в вашем кабинете.") % {"number": line})
            return redirect(f"{reverse('numbers')}?line={line.public_id}")
    return render(
        request, "home/number_add_code.html", _context(request, msisdn, form), status=422 if form.errors else 200
    )


def _ask_again(request: HttpRequest, msisdn: str) -> HttpResponse:
    if not doors.wants_captcha(request, msisdn, asking=True):
        return _send(request, msisdn)
    messages.info(request, NOT_YET)  # on the first page, where the number is written already
    return _to_first_step(msisdn)


def _to_first_step(msisdn: str) -> HttpResponse:
    """With the number written already."""
    return redirect(f"{reverse('number-add')}?{urlencode({'phone': phones.international(msisdn)})}")


def _send(request: HttpRequest, msisdn: str) -> HttpResponse:
    limit(request, "code")
    try:
        request_code(msisdn=msisdn, purpose=CodePurpose.ADD_NUMBER, flow=flow_of_session(request), now=timezone.now())
        doors.asked(request, msisdn)
    except CodeTooSoon:
        pass  # the page says when another may be asked for
    except CodesStopped as error:
        messages.warning(request, error.message)
        return _to_first_step(msisdn)
    request.session[KEY] = {"msisdn": msisdn, "at": time.time()}
    return redirect("number-add-code")


def _context(request: HttpRequest, msisdn: str, form: CodeForm) -> dict[str, Any]:
    flow = flow_of_session(request)
    sent = code_sent(msisdn=msisdn, purpose=CodePurpose.ADD_NUMBER, flow=flow, now=timezone.now())
    return sent | {"form": form, "phone": phones.international(msisdn)}


def _asked_for(request: HttpRequest) -> str | None:
    kept = request.session.get(KEY)
    return None if kept is None or time.time() - kept["at"] > LASTS else str(kept["msisdn"])
