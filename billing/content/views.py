"""«Контентный счёт»: opened by a button; what is moved is restated before it is (B14)."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.content.forms import MoveForm, SureForm
from billing.content.selectors import latest_of_content, purses_of
from billing.content.services import move, open_content
from billing.models import AccountKind
from cabinet.accounts.access import Right, require
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line, posted_line
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import format_rub


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def content_page(request: HttpRequest) -> HttpResponse:
    """Both accounts, and a form whose GET restates what it would move; POST opens, or moves what was restated."""
    now, user = timezone.now(), cast(User, request.user)
    line = posted_line(request) if request.method == "POST" else current_line(request)
    require(user, line, Right.MOVE_MONEY, now)
    if request.method != "POST":
        form = MoveForm(request.GET if "amount" in request.GET else None)
        return _shown(request, line, form, restated=form.is_valid())
    if "open" in request.POST:
        open_content(line=line, by=user, now=now)
        messages.success(request, _("Контентный счёт открыт."))
        return _back(line)
    sure = SureForm(request.POST)
    if not sure.is_valid():
        return _shown(request, line, sure, restated=False)
    amount, to, key = sure.cleaned_data["amount"], sure.account, sure.cleaned_data["key"]
    try:
        move(line=line, amount=amount, to=to, by=user, channel=Channel.PAGE, key=key, now=now)
    except DomainError as error:
        sure.add_error(None, str(error))
        return _shown(request, line, sure, restated=False)
    messages.success(request, _("Переведено %(sum)s.") % {"sum": format_rub(amount)})
    return _back(line)


def _back(line: Line) -> HttpResponse:
    return redirect(f"{reverse('payments-content')}?line={line.public_id}")


def _shown(request: HttpRequest, line: Line, form: MoveForm, *, restated: bool) -> HttpResponse:
    purses = purses_of(line=line)
    context: dict[str, Any] = {"line": line, "purses": purses, "form": form}
    if purses.content is not None:
        context["movements"] = latest_of_content(line=line)
        if restated:
            context |= _restated(form)
    return render(request, "billing/content/content.html", context, status=422 if form.errors else 200)


def _restated(form: MoveForm) -> dict[str, Any]:
    amount = form.cleaned_data["amount"]
    return {"restated": amount, "to_content": form.account == AccountKind.CONTENT, "key": uuid4()}
