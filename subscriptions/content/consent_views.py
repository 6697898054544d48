"""Agreeing to pay for content, in two steps, and the switch that forbids it (T10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cabinet.accounts.assurance import strong_required
from cabinet.accounts.code_pages import code_sent
from cabinet.accounts.forms import CodeForm
from cabinet.accounts.limits import limit
from cabinet.accounts.models import Asker, CodePurpose, FailedProof, Line, User
from cabinet.accounts.services.codes import CodeSpent, CodeTooSoon, WrongCode
from cabinet.accounts.services.failures import note_failure
from cabinet.accounts.services.number_limits import TooManyWrongCodes
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import origin_of
from subscriptions.content import planning, selectors
from subscriptions.content.errors import HeldAlready
from subscriptions.content.services.ban import forbid, let_in, may_lift
from subscriptions.content.services.subscribe import ask, flow_of, subscribe
from subscriptions.content.texts import terms
from subscriptions.content.views import address, managed_line, names_of

GUESSED = (WrongCode, CodeSpent, TooManyWrongCodes)  # about the code; the rest is about the subscription


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def on_page(request: HttpRequest, code: str) -> HttpResponse:
    """What it means, word for word; `send` (and `again`) has a code sent, the code subscribes."""
    line = managed_line(request)
    if request.method != "POST":
        return _shown(request, line, code, CodeForm())
    if "code" not in request.POST:
        return _sent(request, line, code)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _shown(request, line, code, form)
    limit(request, "guess")
    now, user = timezone.now(), cast(User, request.user)
    try:
        held = subscribe(line=line, code=code, typed=form.cleaned_data["code"], by=user, channel=Channel.PAGE, now=now)
    except GUESSED as error:
        note_failure(how=FailedProof.CODE, user=user, msisdn=str(line.msisdn), origin=origin_of(request), now=now)
        form.add_error("code", str(error))
        return _shown(request, line, code, form)
    except DomainError as error:
        form.add_error(None, str(error))
        return _shown(request, line, code, form)
    messages.success(request, _("Подключено: «%(name)s».") % {"name": held.offering.name})
    return redirect(address("subscriptions", line))


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def ban_page(request: HttpRequest) -> HttpResponse:
    """The switch. Who switches it on is asked about what is there already: ticked, it ends, too."""
    now, line, user = timezone.now(), managed_line(request), cast(User, request.user)
    if request.method == "POST":
        try:
            _switched(request, line, user, now)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(address("content-ban", line))
    ban = selectors.ban_of(line)
    context = {
        "line": line,
        "ban": ban,
        "may_lift": ban is not None and may_lift(ban, by=user, line=line),
        "held": selectors.mine(line),
    }
    return render(request, "subscriptions/content/ban.html", context)


def _switched(request: HttpRequest, line: Line, user: User, now: datetime) -> None:
    if request.POST.get("ban") == "off":
        if let_in(line=line, by=user, channel=Channel.PAGE, now=now):
            messages.success(request, _("Запрет снят. Подключить подписку можно только с кодом из SMS."))
        return
    ended = forbid(line=line, end_too="end_too" in request.POST, by=user, channel=Channel.PAGE, now=now)
    messages.success(request, _("Платные подписки запрещены."))
    if ended:
        messages.success(request, _("Отключено: %(names)s. Больше за это не спишем.") % {"names": names_of(ended)})


def _sent(request: HttpRequest, line: Line, code: str) -> HttpResponse:
    limit(request, "code")
    try:
        ask(line=line, code=code, by=cast(User, request.user), now=timezone.now())
    except CodeTooSoon:
        pass  # the page says when another may be asked for
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{request.path}?line={line.public_id}")


def _shown(request: HttpRequest, line: Line, code: str, form: CodeForm) -> HttpResponse:
    now, user = timezone.now(), cast(User, request.user)
    plan = planning.plan(line=line, content=planning.sold(line=line, code=code, now=now), now=now)
    refusal: DomainError | None = plan.shortage
    try:
        planning.refuse(line=line, content=plan.content)
    except HeldAlready:
        return redirect(address("subscriptions", line))
    except DomainError as error:
        refusal = error
    context: dict[str, Any] = {"line": line, "form": form, "plan": plan, "refusal": refusal, "terms": terms(plan)}
    if refusal is None:
        context |= code_sent(
            msisdn=str(line.msisdn),
            purpose=CodePurpose.CONTENT,
            flow=flow_of(plan, user),
            asker=Asker.OWN,
            now=now,
        )
    return render(request, "subscriptions/content/on.html", context, status=422 if form.errors else 200)
