"""«За что списали?» of every movement (B13), and what is charged again and again (B12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from billing.claims.rules import reasons_for
from billing.claims.selectors import last_claim, may_claim
from billing.explain.regular import going_on, named, regular_charges
from billing.explain.selectors import Explained, explained
from billing.models import AccountKind
from billing.statements.accounts import choice, view_asked
from cabinet.accounts.assurance import strong_required
from cabinet.accounts.current import current_line
from cabinet.accounts.models import Line, User


@login_required
@strong_required
@require_safe
def operation_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One movement: for what, by which rule, who made it and how, what came back of it, what can be done."""
    user, now = cast(User, request.user), timezone.now()
    found = explained(user=user, public_id=public_id, now=now)
    with timezone.override(found.zone):
        return render(request, "billing/operation.html", _context(found) | _claims(found, user, now))


@login_required
@strong_required
@require_safe
def regular_page(request: HttpRequest) -> HttpResponse:
    """What the same sum is taken for again and again, what it costs a month, and how to end it."""
    line, now = current_line(request), timezone.now()
    user = cast(User, request.user)
    view = view_asked(request, line, now)
    charges = named(regular_charges(view=view, now=now), user=user, owns=view.whole, now=now)
    going = going_on(charges)
    context = {
        "line": line,
        "going": going,
        "ended": [each for each in charges if each not in going],
        "a_month": sum(each.a_month for each in going),
        "chat_url": _about(line, "chat"),
    }
    return render(request, "billing/regular.html", context | choice(request, line, view))


def _context(found: Explained) -> dict[str, Any]:
    entry = found.entry
    line = entry.line if entry.line and entry.line.closed_at is None else None
    return {
        "it": found,
        "entry": entry,
        "line": line,
        "back_url": _month_of(found, line),
        "regular_url": _about(line, "finance-regular"),
        "chat_url": _about(line, "chat"),
    }


def _claims(found: Explained, user: User, now: datetime) -> dict[str, Any]:
    """What was claimed of it, and whether `user` may claim more."""
    entry = found.entry
    if not reasons_for(entry):
        return {}
    claim = last_claim(entry)
    waits = claim is not None and claim.is_undecided
    return {
        "claim": claim,
        "is_my_claim": claim is not None and claim.request.user_id == user.pk,
        "may_claim": not waits and bool(found.left) and may_claim(user, entry, now),
    }


def _about(line: Line | None, name: str, **query: str) -> str:
    query = ({"line": str(line.public_id)} if line else {}) | query
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _month_of(found: Explained, line: Line | None) -> str:
    """The operations of the month that the movement stands in."""
    first = found.entry.posted_at.astimezone(found.zone).date().replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    kind = AccountKind(found.entry.account.kind)
    of_account = {} if kind == AccountKind.MAIN else {"account": kind.value}
    return _about(line, "finance-operations", **{"from": str(first), "to": str(last)}, **of_account)
