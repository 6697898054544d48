"""«Мои подписки» and the ways out of them (T5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from subscriptions.content import selectors
from subscriptions.content.forms import EndForm
from subscriptions.content.selectors import Mine
from subscriptions.content.services.unsubscribe import unsubscribe
from subscriptions.content.texts import quoted


@login_required
@strong_required
@require_GET
def subscriptions_page(request: HttpRequest) -> HttpResponse:
    """What the line has, with its price and consent, and what it could have."""
    now, line = timezone.now(), managed_line(request)
    held = selectors.mine(line)
    ban = selectors.ban_of(line)
    sections = [] if ban else selectors.sections(line=line, now=now, but=[each.code for each in held])
    context = {"line": line, "held": held, "ban": ban, "sections": sections, "pushes": selectors.pushes_of(line)}
    return render(request, "subscriptions/content/subscriptions.html", context)


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def off_page(request: HttpRequest, code: str) -> HttpResponse:
    """One subscription: GET says what stops, POST ends it, whether from here or by the one tap of the list."""
    line = managed_line(request)
    if request.method == "POST":
        return _ended(request, line, [code])
    try:
        mine = selectors.my(line, code)
    except NotFound:
        return redirect(address("subscriptions", line))  # ended meanwhile, in another tab or by SMS
    return render(request, "subscriptions/content/off.html", {"line": line, "mine": mine})


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def off_several_page(request: HttpRequest) -> HttpResponse:
    """All that the line has, ticked: what stays ticked ends."""
    line = managed_line(request)
    held = selectors.mine(line)
    form = EndForm(request.POST if request.method == "POST" else None, held=held)
    if request.method == "POST" and (form.ticked() or not held):
        return _ended(request, line, form.ticked())
    if not held:
        return redirect(address("subscriptions", line))
    context = {"line": line, "form": form}
    return render(request, "subscriptions/content/off_several.html", context, status=422 if form.errors else 200)


def managed_line(request: HttpRequest) -> Line:
    """The line, for who may change what belongs to it."""
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(request.user, line, Right.MANAGE)
    return line


def address(name: str, line: Line) -> str:
    """The page `name` about `line`."""
    return f"{reverse(name)}?line={line.public_id}"


def _ended(request: HttpRequest, line: Line, codes: Sequence[str]) -> HttpResponse:
    user = cast(User, request.user)
    ended = unsubscribe(line=line, codes=codes, by=user, channel=Channel.PAGE, now=timezone.now())
    if ended:
        messages.success(request, _("Отключено: %(names)s. Больше за это не спишем.") % {"names": names_of(ended)})
    else:
        messages.info(request, _("Уже отключено: списывать за это больше не будем."))
    return redirect(address("subscriptions", line))


def names_of(ended: Sequence[Mine]) -> str:
    """«Гороскоп», «Анекдоты»."""
    return ", ".join(quoted(each.content.name) for each in ended)
