"""«Услуги»: what is connected, what could be, and one page of confirmation each way (T4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import origin_of
from subscriptions.extras.costs import cost_of
from subscriptions.extras.errors import AlreadyEnding, AlreadyOn, NotEnding, NotOn
from subscriptions.extras.forms import KeepForm, SureForm
from subscriptions.extras.judging import judge, of_line, will_end
from subscriptions.extras.parting import parting_of
from subscriptions.extras.selectors import available, connected
from subscriptions.extras.services.switching_off import keep_on, switch_off
from subscriptions.extras.services.switching_on import switch_on
from subscriptions.extras.state import read_state
from subscriptions.extras.wishes import wanted_words
from subscriptions.fixed.pausing import may_rest
from subscriptions.selectors import planned_change

SETTLED = (AlreadyOn, AlreadyEnding, NotOn, NotEnding)  # another tab was quicker: there is nothing to mend here


@login_required
@strong_required
@require_safe
def services_page(request: HttpRequest) -> HttpResponse:
    """What the line has besides its tariff, and what it could have. Who may not manage it reads whose that is."""
    user, now, line = cast(User, request.user), timezone.now(), current_line(request)
    context: dict[str, Any] = {"line": line, "may": allowed(user, line, Right.MANAGE, now)}
    if context["may"]:
        state = read_state(line, now=now)
        context |= {"connected": connected(state), "sections": available(state), "state": state}
        context |= {"stands_still": of_line(state), "may_rest": may_rest(state.line, state.tariff)}
    return _render(request, line, "services", context)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def on_page(request: HttpRequest, code: str) -> HttpResponse:
    """Restates what it costs, what goes on with it and what goes off; POST does exactly that."""
    user, now, line = _asked(request)
    form = SureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = switch_on(
                line=line,
                code=code,
                by=user,
                channel=Channel.PAGE,
                now=now,
                agreed=form.cleaned_data["agreed"],
                key=form.cleaned_data["key"],
                origin=origin_of(request),
            )
        except NotFound:
            raise
        except SETTLED as error:
            return _back(request, line, str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            words = _("Подключаем: %(what)s. Пришлём SMS.") if made.is_open else _("Подключено: %(what)s.")
            return _back(request, line, words % {"what": wanted_words(made)})
    state = read_state(line, now=now)
    verdict = judge(state, state.service(code))
    if verdict.held is not None:
        return _back(request, line, str(AlreadyOn.message))
    context = {"line": line, "state": state, "form": form, "verdict": verdict, "cost": cost_of(state, verdict)}
    context |= {"key": uuid4(), "ends_with": will_end(verdict, planned_change(line))}
    return _render(request, line, "on", context, status=422 if form.errors else 200)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def off_page(request: HttpRequest, code: str) -> HttpResponse:
    """Says until when it works and what goes with it, then switches off; what is about to end can be kept."""
    user, now, line = _asked(request)
    keeps = "keep" in request.POST
    form = (KeepForm if keeps else SureForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        how: dict[str, Any] = {"line": line, "code": code, "by": user, "channel": Channel.PAGE, "now": now}
        how |= {"key": form.cleaned_data["key"], "origin": origin_of(request)}
        try:
            made = keep_on(**how) if keeps else switch_off(**how, agreed=form.cleaned_data["agreed"])
        except NotFound:
            raise
        except SETTLED as error:
            return _back(request, line, str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            words = _("Остаётся: %(what)s.") if keeps else _("Отключено: %(what)s. Больше денег не спишем.")
            return _back(request, line, words % {"what": wanted_words(made)})
    state = read_state(line, now=now)
    held = state.held_service(code)
    if held is None:
        state.service(code)
        return _back(request, line, str(NotOn.message))
    context = {"line": line, "form": form, "held": held, "parting": parting_of(state, held), "key": uuid4()}
    return _render(request, line, "off", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> tuple[User, datetime, Line]:
    user, now = cast(User, request.user), timezone.now()
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(user, line, Right.MANAGE, now)
    return user, now, line


def _back(request: HttpRequest, line: Line, words: str) -> HttpResponse:
    messages.info(request, words)
    return redirect(f"{reverse('services')}?line={line.public_id}")


def _render(request: HttpRequest, line: Line, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    with timezone.override(ZoneInfo(line.contract.time_zone)):
        return render(request, f"subscriptions/extras/{name}.html", context, status=status)
