"""Switching a service on, with all that it needs and instead of all that it cannot be beside: whole, or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.models import AccountKind
from billing.services.ledger import InsufficientFunds
from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.lines import hold_open
from cabinet.core.channels import Channel
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import move
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import BelowOwnLimit, keep, start
from subscriptions.extras.costs import Cost, cost_of
from subscriptions.extras.errors import AlreadyOn, CannotHave, StaleWish
from subscriptions.extras.judging import Verdict, judge
from subscriptions.extras.services.beginning import ask_network, end_now
from subscriptions.extras.state import LineState, read_state
from subscriptions.extras.telling import tell_on
from subscriptions.extras.wishes import SERVICE_ON, asked_before, open_wish

FIRST_LOOK = timedelta(seconds=1)  # until the network may have answered
DONE = _("Подключено.")
ASKED = _("Деньги списаны. Включаем в сети: обычно это занимает минуту.")


@transaction.atomic
def switch_on(
    *,
    line: Line,
    code: str,
    by: User,
    channel: Channel,
    now: datetime,
    agreed: str | None = None,
    key: UUID | None = None,
    origin: Origin = NOWHERE,
    made_by: User | None = None,
) -> Request:
    """Switch the service `code` on for `line`, with what it requires, and end what conflicts; all is paid at once.

    What the network has to switch waits for it (`steps.advance_on`), and so does all that was asked for with it.

    `made_by` is who does it by the word of `by`, whose rights decide: a specialist.
    `agreed` is the fingerprint of the cost that was shown (`costs.Cost`). The same `key` again returns the first
    request and does nothing. Raises `NotFound`, `AlreadyOn`, `CannotHave`, `StaleWish`, `InsufficientFunds`,
    `BelowOwnLimit`; then nothing was done.
    """
    require(by, line, Right.MANAGE, now)
    hold_open(line=line)
    line = hold(line)
    before = asked_before(SERVICE_ON, line=line, key=key)
    if before is not None:
        return before
    state = read_state(line, now=now)
    verdict = judge(state, state.service(code))
    cost = cost_of(state, verdict)
    _refuse(state, verdict, cost, agreed)
    request = open_wish(
        SERVICE_ON,
        line=line,
        wanted=verdict.all_new,
        gone=[each.offering for each in verdict.instead],
        total=cost.total,
        by=made_by or by,
        channel=channel,
        origin=origin,
        key=key,
        now=now,
    )
    _do(request, line, verdict, now=now)
    return request


def _do(request: Request, line: Line, verdict: Verdict, *, now: datetime) -> None:
    """At once what no network has to know of; else all of it waits, paid for, and what it replaces works on."""
    waits = any(service.network_code for service in verdict.all_new)
    if not waits:
        end_now(verdict.instead, line, now=now)
    new = [
        start(
            line=line,
            offering=service,
            now=now,
            by=request.made_by,
            channel=Channel(request.channel),
            request=request,
            pending=waits,
        )
        for service in verdict.all_new
    ]
    result = ask_network(line, new, verdict, now=now) if waits else None
    for kept in verdict.keeps:
        keep(kept)
    if result is not None:
        move(request, to=RequestStatus.WORKING, now=now, note=ASKED, next_step_at=now + FIRST_LOOK, result=result)
        return
    move(request, to=RequestStatus.DONE, now=now, note=DONE)
    tell_on(request, now=now)


def _refuse(state: LineState, verdict: Verdict, cost: Cost, agreed: str | None) -> None:
    if verdict.held is not None:
        raise AlreadyOn
    if verdict.obstacles:
        raise CannotHave(verdict.obstacles)
    if agreed is not None and agreed != cost.fingerprint:
        raise StaleWish
    if cost.is_own_limit:
        raise BelowOwnLimit(missing=cost.missing)
    if cost.missing:
        account = state.accounts.get(AccountKind.MAIN)
        raise InsufficientFunds(account_id=account.pk if account else 0, missing=cost.missing)
