"""The first page, help and contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing import selectors as billing
from billing.usage.left import Package
from cabinet.accounts.access import Right, allowed
from cabinet.accounts.assurance import is_strong
from cabinet.accounts.flow import first_page
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.offers import offers_to
from cabinet.home.context import request_cabinet
from cabinet.home.help.builtin import builtin_questions
from cabinet.home.help.known import KNOWN
from cabinet.home.news.selectors import fresh, newest
from cabinet.requests import selectors as asked
from chat import selectors as chat

LAST_MOVEMENTS = 5
OFFERS_SHOWN = 3
NEWS_SHOWN = 3  # on the public page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Guests see what the cabinet is; subscribers their balance and last movements; staff go to their desk. What the
    money went on is shown to no session for which the network or another site alone vouches (A5)."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "home/public.html", _public())
    if user.is_staff:
        return redirect(first_page(user))
    cabinet = request_cabinet(request)
    if cabinet.line is None:
        return render(request, "home/no_numbers.html")
    return render(request, "home/cabinet.html", _first_page(user, cabinet.line, request))


def _public() -> dict[str, Any]:
    known = KNOWN.get()
    return {
        "known": known,
        "questions": [] if known.shelves else builtin_questions(),
        "news": newest(timezone.now(), NEWS_SHOWN),
    }


def _first_page(user: User, line: Line, request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    packages, overview, waits = request_cabinet(request).read_line(line, user, now)
    balance = request_cabinet(request).balance
    sees = allowed(user, line, Right.SEE_ENTRIES, now)
    shown = sees and is_strong(request)
    return {
        "line": line,
        "balance": balance,
        "overview": overview,
        "missing": (missing := overview.missing(balance)),
        "missing_sum": f"{missing:f}",
        "balance_at": now,
        "packages": packages,
        "packages_day": _same_day(packages),
        "can_see_money": sees,
        "are_movements_shown": shown,
        "movements": billing.last_movements(user=user, line=line, limit=LAST_MOVEMENTS, now=now) if shown else [],
        "news": [
            *(_offers(user, now) if waits.offers else ()),
            *(_replies(user, line) if waits.replies else ()),
            *(_requests(user, line, now) if waits.requests else ()),
            *_news(now),
        ],
        "can_manage": allowed(user, line, Right.MANAGE, now),
    }


def _news(now: datetime) -> list[dict[str, Any]]:
    """What is new at the operator's, while it is fresh."""
    return [
        {
            "text": item.title,
            "at": item.published_at,
            "url": reverse("news-item", args=[item.slug]),
            "action": _("Прочитать"),
        }
        for item in fresh(now)
    ]


def _same_day(packages: list[Package]) -> str:
    """When all of them are renewed; empty where each has a day of its own."""
    days = {package.day_words for package in packages}
    return days.pop() if len(days) == 1 else ""


def _offers(user: User, now: datetime) -> list[dict[str, Any]]:
    """Who offers this person access to numbers of theirs."""
    return [
        {
            "text": _("%(name)s предлагает вам доступ к номерам") % {"name": offer.made_by.short_name},
            "at": offer.created_at,
            "url": reverse("offer", args=[offer.public_id]),
            "action": _("Посмотреть"),
        }
        for offer in offers_to(user, now).select_related("made_by").order_by("-pk")[:OFFERS_SHOWN]
    ]


def _replies(user: User, line: Line) -> list[dict[str, Any]]:
    """Answers of specialists that were not read yet."""
    return [
        {
            "text": _("Специалист ответил на ваш вопрос"),
            "at": conversation.last_event_at,
            "url": reverse("chat-conversation", args=[conversation.public_id]),
            "action": _("Прочитать"),
        }
        for conversation in chat.unread_replies(user=user, line=line)
    ]


def _requests(user: User, line: Line, now: datetime) -> list[dict[str, Any]]:
    """What is under way, and what ended lately."""
    return [
        {
            "text": f"{request.about.title}: {request.get_status_display()}",
            "at": request.ended_at or request.created_at,
            "url": reverse("request", args=[request.public_id]),
            "action": _("Посмотреть"),
        }
        for request in asked.news(user=user, line=line, now=now)
    ]
