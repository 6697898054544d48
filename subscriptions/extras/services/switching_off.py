"""Switching a service off with all that needs it, and keeping it after all while it still works."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.lines import hold_open
from cabinet.core.channels import Channel
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import cancel_request, move
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import keep
from subscriptions.extras.errors import AlreadyEnding, NotEnding, NotOn, StaleWish
from subscriptions.extras.judging import dependents
from subscriptions.extras.parting import End, parting_of
from subscriptions.extras.services.beginning import end_now
from subscriptions.extras.state import LineState, read_state
from subscriptions.extras.wishes import SERVICE_KEPT, SERVICE_OFF, asked_before, open_wish
from subscriptions.models import Status, Subscription

ENDED = _("Отключено.")
ENDS_LATER = _("Работает до конца оплаченного срока, больше не списываем.")
STAYS = _("Остаётся и дальше.")


@transaction.atomic
def switch_off(
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
    """Switch the service `code` of `line` off: it works until the end of what is paid and is not charged again; at once
    where nothing is paid ahead. What needs it ends no later. What the network has not switched on yet is taken back and
    paid back, with all that was asked for with it.

    `made_by` is who does it by the word of `by`, whose rights decide: a specialist.
    `agreed` is the fingerprint of what was shown (`parting.Parting`). The same `key` again does nothing. Raises
    `NotFound`, `NotOn`, `AlreadyEnding`, `StaleWish`, `RequestEnded`.
    """
    require(by, line, Right.MANAGE, now)
    hold_open(line=line)
    line = hold(line)
    before = asked_before(SERVICE_OFF, line=line, key=key)
    if before is not None:
        return before
    state = read_state(line, now=now)
    held = _held(state, code)
    if held.ends_at is not None:
        raise AlreadyEnding
    if held.status == Status.PENDING and held.request is not None:
        cancel_request(held.request, by=made_by or by, now=now, channel=channel, origin=origin)
        held.request.refresh_from_db()
        return held.request
    parting = parting_of(state, held)
    if agreed is not None and agreed != parting.fingerprint:
        raise StaleWish
    request = open_wish(
        SERVICE_OFF,
        line=line,
        wanted=[held.offering],
        gone=[other.subscription.offering for other in parting.others],
        by=made_by or by,
        channel=channel,
        origin=origin,
        key=key,
        now=now,
    )
    _part(parting.all, line, now=now)
    move(request, to=RequestStatus.DONE, now=now, note=ENDED if parting.own.at is None else ENDS_LATER)
    return request


@transaction.atomic
def keep_on(
    *,
    line: Line,
    code: str,
    by: User,
    channel: Channel,
    now: datetime,
    key: UUID | None = None,
    origin: Origin = NOWHERE,
) -> Request:
    """Undo `switch_off` of what still works: it goes on, and so does what it needs. What was to end early because of it
    works for as long as it is paid. Raises `NotFound`, `NotOn`, `NotEnding`."""
    require(by, line, Right.MANAGE, now)
    hold_open(line=line)
    line = hold(line)
    before = asked_before(SERVICE_KEPT, line=line, key=key)
    if before is not None:
        return before
    state = read_state(line, now=now)
    held = _held(state, code)
    if held.ends_at is None:
        raise NotEnding
    staying = [held, *(each for each in needed_by(state, held) if each.ends_at is not None)]
    for each in staying:
        keep(each)
    for other in dependents(state, staying):
        if other.ends_at is not None and other.paid_until is not None:
            other.ends_at = other.paid_until
            other.save(update_fields=["ends_at"])
    request = open_wish(
        SERVICE_KEPT,
        line=line,
        wanted=[each.offering for each in staying],
        by=by,
        channel=channel,
        origin=origin,
        key=key,
        now=now,
    )
    move(request, to=RequestStatus.DONE, now=now, note=STAYS)
    return request


def needed_by(state: LineState, held: Subscription) -> list[Subscription]:
    """What of the line `held` does not work without, however far."""
    found: dict[str, Subscription] = {}
    wanted = [held]
    while wanted:
        service = wanted.pop().service
        for code in service.requires if service is not None else ():
            other = state.held_service(code)
            if other is not None and code not in found and code != held.code:
                found[code] = other
                wanted.append(other)
    return list(found.values())


def _held(state: LineState, code: str) -> Subscription:
    held = state.held_service(code)
    if held is None:
        state.service(code)  # what there is not for this line is not found
        raise NotOn
    return held


def _part(ends: Iterable[End], line: Line, *, now: datetime) -> None:
    """Packages are locked by `end` before anything else is written."""
    end_now([each.subscription for each in ends if each.at is None], line, now=now)
    for each in ends:
        if each.at is not None:
            each.subscription.ends_at = each.at
            each.subscription.save(update_fields=["ends_at"])
