"""«Уведомления»: what a person is told of and how, and which bulk messages a number takes (N6, T11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.assurance import is_strong, strong_required_to_change
from cabinet.accounts.current import numbers, posted_line
from cabinet.accounts.models import Line, User
from cabinet.accounts.notification_words import BULK_ABOUT
from cabinet.accounts.services import choices
from cabinet.core.errors import NotFound
from cabinet.core.net import origin_of
from cabinet.core.notifications import By, Event, events, optional
from cabinet.mail.services.outbox import is_on
from cabinet.sms.models import BulkCategory

BULK = "bulk"


@dataclass(frozen=True)
class Box:
    """One checkbox of the page. `value` is what the form sends: `chat.reply:sms`, `bulk:advertising`."""

    value: str
    is_on: bool
    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class Row:
    """An event, and the ways that may be chosen for it."""

    event: Event
    boxes: list[Box]

    @property
    def is_off(self) -> bool:
        return not any(box.is_on for box in self.boxes)


@login_required
@require_http_methods(["GET", "POST"])
@strong_required_to_change
def notifications_page(request: HttpRequest) -> HttpResponse:
    """Events of the person, and categories of bulk of the line that the form names: one form, one button.

    The form says what was ticked when it was shown (`was`) and what is (`on`): only what the person changed is
    changed, so a tab that was open for long undoes nothing of another one.
    """
    user = cast(User, request.user)
    if user.is_staff:
        raise NotFound
    if request.method == "POST":
        return _save(request, user)
    line = numbers(request).line
    manages = line is not None and bool(line.msisdn) and allowed(user, line, Right.MANAGE)
    by_email = is_on() and user.email_verified_at is not None
    context = {
        "rows": _rows(user, by_email=by_email),
        "locked": [event for event in events() if event.security],
        "line": line,
        "bulk": _bulk(line) if manages and line is not None else [],
        "is_viewer": line is not None and bool(line.msisdn) and not manages,
        "is_strong": is_strong(request),
        "email_is_on": is_on(),
        "by_email": by_email,
    }
    return render(request, "accounts/notifications.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """The link under an e-mail. A mail program posts to it by itself, without a session or a cookie (RFC 8058): the
    token is all that it needs. Opening it only shows the button."""
    if request.method == "POST":
        about = choices.unsubscribe(token=token, now=timezone.now(), origin=origin_of(request))
        return render(request, "accounts/unsubscribe.html", {"about": about, "done": True})
    about = choices.subscription_of(token)
    return render(request, "accounts/unsubscribe.html", {"about": about, "done": not about.is_on})


def _save(request: HttpRequest, user: User) -> HttpResponse:
    was, on = set(request.POST.getlist("was")), set(request.POST.getlist("on"))
    changed = {value: value in on for value in was ^ on}
    bulk = {value.removeprefix(f"{BULK}:"): is_on for value, is_on in changed.items() if value.startswith(f"{BULK}:")}
    line = posted_line(request) if bulk or request.POST.get("line") else None
    if line is not None:
        require(user, line, Right.MANAGE)
    now, origin = timezone.now(), origin_of(request)
    boxes = {(name, By(by)): is_on for value, is_on in changed.items() for name, by in _named(value)}
    anything = choices.choose(user=user, boxes=boxes, now=now, origin=origin)
    if line is not None and bulk:
        anything |= choices.choose_bulk(line=line, user=user, categories=bulk, now=now, origin=origin)
    messages.success(request, _("Сохранено.") if anything else _("Ничего не изменилось."))
    return redirect(reverse("notifications") + (f"?line={line.public_id}" if line else ""))


def _named(value: str) -> list[tuple[str, str]]:
    """The event and the way of a checkbox; nothing for what no checkbox of ours says."""
    name, _colon, by = value.partition(":")
    return [(name, by)] if by in set(By) else []


def _rows(user: User, *, by_email: bool) -> list[Row]:
    ways = choices.ways_of(user)
    shown = [By.SMS, By.EMAIL] if by_email else [By.SMS]
    titles = {By.SMS: _("SMS"), By.EMAIL: _("Почта")}
    return [
        Row(
            event,
            [Box(f"{event.name}:{by}", by in ways[event.name], titles[by]) for by in shown if by in event.may],
        )
        for event in optional()
    ]


def _bulk(line: Line) -> list[Box]:
    refused = choices.refused_by(line)
    return [
        Box(f"{BULK}:{category}", category not in refused, str(category.label), str(BULK_ABOUT[category]))
        for category in BulkCategory
    ]
