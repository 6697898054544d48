"""«Заявки»: everything that was asked for, what became of it, and taking it back (T8)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.accounts.access import Right, allowed
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import numbers
from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from cabinet.requests.models import Request
from cabinet.requests.selectors import STATES, find, history
from cabinet.requests.services.steps import cancel_request


@login_required
@require_safe
def requests_page(request: HttpRequest) -> HttpResponse:
    """The requests of the current line and of the person, newest first."""
    line = numbers(request).line
    state = request.GET.get("state", "")
    if state not in STATES:
        state = ""
    page = history(user=cast(User, request.user), line=line, state=state, before=_uuid(request.GET.get("before")))
    keep = {"line": str(line.public_id)} if line else {}

    def address(**query: str) -> str:
        return f"?{urlencode({**keep, **{name: value for name, value in query.items() if value}})}"

    context = {
        "line": line,
        "page": page,
        "state": state,
        "states": [
            {"label": label, "url": address(state=name), "current": name == state} for name, label in STATES.items()
        ],
        "sees_line": line is not None and allowed(request.user, line, Right.SEE_REQUESTS),
        "next_url": address(state=state, before=str(page.before)) if page.before else "",
        "is_first": not request.GET.get("before"),
    }
    return render(request, "requests/list.html", context)


@login_required
@require_safe
def request_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One request: what was asked, by whom, each step with its time, and a way to take it back while there is one."""
    asked = find(user=cast(User, request.user), public_id=public_id)
    return render(request, "requests/request.html", _about(request, asked))


@login_required
@strong_required
@require_http_methods(["GET", "POST"])
def cancel_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A GET asks once more; a POST takes the request back."""
    user = cast(User, request.user)
    asked = find(user=user, public_id=public_id, right=Right.MANAGE)
    now = timezone.now()
    if request.method == "POST":
        try:
            cancel_request(asked, by=user, now=now, origin=origin_of(request))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Заявка отменена."))
        return redirect("request", public_id=public_id)
    if not asked.may_be_cancelled(now):
        return redirect("request", public_id=public_id)
    return render(request, "requests/cancel.html", {"asked": asked})


def _about(request: HttpRequest, asked: Request) -> dict[str, Any]:
    now = timezone.now()
    return {
        "asked": asked,
        "steps": asked.steps.all(),
        "by_me": asked.made_by == request.user,
        "may_cancel": asked.may_be_cancelled(now) and allowed(request.user, asked, Right.MANAGE, now),
        **asked.about.shown(asked),
        "back_url": f"{reverse('requests')}?line={asked.line.public_id}" if asked.line else reverse("requests"),
    }


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
