"""Blocking and unblocking a number, at once or from a date (A11).

The portal closes its side in the transaction that asks: codes, signing in and, for a loss, what is signed in already.
The network is told by an order, and the request stays open until it has answered. A line has at most one open request
of the two kinds; one that acts at once takes the place of what was asked for before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import BlockReason, Line, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.line_state import lock, shut
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import NOWHERE, Origin
from cabinet.network.models import Operation
from cabinet.network.services.orders import order, withdraw
from cabinet.requests import texts
from cabinet.requests.models import BLOCK, UNBLOCK, Request, RequestStatus
from cabinet.requests.selectors import standing_switch
from cabinet.requests.services.results import tell_people
from cabinet.requests.services.steps import Words, move, open_request

FARTHEST = timedelta(days=180)  # that a date may be ahead
FIRST_LOOK = timedelta(seconds=1)  # until the network may have answered


class LineGone(DomainError):
    code = "line_gone"
    message = _("Этот номер уже закрыт.")


class AlreadyBlocked(DomainError):
    code = "already_blocked"
    message = _("Номер уже заблокирован.")


class NotBlocked(DomainError):
    code = "not_blocked"
    message = _("Номер не заблокирован: он работает.")


class DateUnfit(DomainError):
    code = "date_unfit"
    message = _("Выберите день от завтрашнего до полугода вперёд.")


class LossWaitsForNothing(DomainError):
    code = "loss_waits_for_nothing"
    message = _("Потерянный номер блокируем сразу: выберите «Сейчас».")


class OtherAsked(DomainError):
    code = "other_asked"
    message = _("По этому номеру уже есть заявка, которая ещё не закончена. Посмотрите её в «Заявках».")


def today(line: Line, now: datetime) -> date:
    """What day it is where the contract is."""
    return now.astimezone(ZoneInfo(line.contract.time_zone)).date()


@transaction.atomic
def block(
    *,
    line: Line,
    reason: BlockReason,
    by: User,
    now: datetime,
    on: date | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
    keep_session: str | None = None,
    made_by: User | None = None,
) -> Request:
    """Block `line` now, or from the midnight that begins `on`. Asking twice gives the first request.

    `made_by` is who does it by the word of `by`: a specialist.
    `keep_session` is the key of the session that asked, if more than the telephone of `line` stands behind it: a loss
    ends all others. A line that is blocked by choice can still be blocked for loss. Raises `AlreadyBlocked`,
    `DateUnfit`, `LossWaitsForNothing`, `OtherAsked` for a date while another request waits, `LineGone`.
    """
    line = _open_line(line)
    if line.is_blocked and (line.is_lost or reason != BlockReason.LOSS):
        standing = standing_switch(line)
        if standing is not None and standing.kind == BLOCK:
            return standing
        if standing is None or standing.status != RequestStatus.WORKING:
            raise AlreadyBlocked
        reason = BlockReason(line.block_reason or BlockReason.LOSS)  # an unblock is on its way: it is called back
    if on is not None and reason == BlockReason.LOSS:
        raise LossWaitsForNothing
    switch = _Switch(BLOCK, _("Номер заблокируем в начале этого дня."), {"reason": reason.value})
    by = made_by or by
    request = _asked(switch, line, on=on, by=by, now=now, channel=channel, origin=origin)
    if on is None:
        start_block(request, line, now=now, by=by, channel=channel, origin=origin, keep_session=keep_session)
    return request


@transaction.atomic
def unblock(
    *,
    line: Line,
    by: User,
    now: datetime,
    restores: bool,
    on: date | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
) -> Request:
    """Unblock `line` now, or from the midnight that begins `on`. It works again once the network has said so.

    Who may is the caller's question; `restores`: whether they may give back a line that was lost (`Right.RESTORE`, and
    a proof that is not its telephone's), for it may be lost at this very moment. Raises `NotFound` where they may not,
    `NotBlocked`, `DateUnfit`, `OtherAsked` for a date while another request waits, `LineGone`.
    """
    line = _open_line(line)
    if not line.is_blocked:
        raise NotBlocked
    if line.is_lost and not restores:
        raise NotFound
    standing = standing_switch(line)
    if on is None and standing is not None and standing.kind == UNBLOCK and standing.status == RequestStatus.WORKING:
        return standing
    switch = _Switch(UNBLOCK, _("Номер разблокируем в начале этого дня."))
    request = _asked(switch, line, on=on, by=by, now=now, channel=channel, origin=origin)
    if on is None:
        start_unblock(request, line, now=now)
    return request


def start_block(
    request: Request,
    line: Line,
    *,
    now: datetime,
    by: User | None,
    channel: Channel,
    origin: Origin = NOWHERE,
    keep_session: str | None = None,
) -> None:
    """Close the portal's side and order the network's; the caller holds the lock of `line`."""
    reason = BlockReason(request.payload["reason"])
    shut(line, reason=reason, now=now, keep_session=keep_session)
    told = order(
        operation=Operation.BLOCK,
        msisdn=str(line.msisdn),
        line_public_id=line.public_id,
        details={"reason": reason.value},
        now=now,
    )
    move(
        request,
        to=RequestStatus.WORKING,
        now=now,
        note=_("Вход и коды по этому номеру закрыты. Сообщаем сети."),
        next_step_at=now + FIRST_LOOK,
        result={"order": str(told.public_id)},
    )
    record(
        SecurityEventKind.LINE_BLOCKED,
        now=now,
        user=line.contract.owner,
        line=line,
        made_by=by,
        channel=channel,
        origin=origin,
        reason=reason.value,
    )
    tell_people(line, words=partial(texts.blocked, line), now=now, dedup_key=f"blocked:{request.number}")


def start_unblock(request: Request, line: Line, *, now: datetime) -> None:
    """Order it of the network; the caller holds the lock of `line`. The portal's side opens when that is done."""
    told = order(operation=Operation.UNBLOCK, msisdn=str(line.msisdn), line_public_id=line.public_id, now=now)
    move(
        request,
        to=RequestStatus.WORKING,
        now=now,
        note=_("Сообщаем сети. Обычно это занимает минуту."),
        next_step_at=now + FIRST_LOOK,
        result={"order": str(told.public_id)},
    )


def _open_line(line: Line) -> Line:
    held = lock(line.pk)
    if held.closed_at is not None or held.msisdn is None:
        raise LineGone
    return held


@dataclass(frozen=True)
class _Switch:
    """What is asked for: the kind of request, and what its time line says while it waits for its day."""

    kind: str
    note: Words
    payload: dict[str, str] = field(default_factory=dict)


def _asked(
    switch: _Switch, line: Line, *, on: date | None, by: User, now: datetime, channel: Channel, origin: Origin
) -> Request:
    """A request that waits for `on`, or one to act at once, which takes the place of what was asked for before."""
    at = None if on is None else _midnight(line, on, now)
    if at is None:
        _supersede(line, by=by, now=now)
    request = open_request(
        kind=switch.kind,
        user=line.contract.owner,
        line=line,
        made_by=by,
        channel=channel,
        origin=origin,
        now=now,
        only_one=f"switch:{line.pk}",
        payload=switch.payload,
        due_at=at,
        next_step_at=at,
        note="" if at is None else switch.note,
    )
    if at is not None and (request.kind != switch.kind or request.status != RequestStatus.ACCEPTED):
        raise OtherAsked  # it was open before
    return request


def _supersede(line: Line, *, by: User, now: datetime) -> None:
    """End what was asked for before; what the network has not heard yet it never hears."""
    standing = standing_switch(line)
    if standing is None:
        return
    if told := standing.result.get("order"):
        withdraw(public_id=told, now=now)
    move(standing, to=RequestStatus.CANCELLED, now=now, made_by=by, note=_("Вместо неё подана новая заявка."))


def _midnight(line: Line, on: date, now: datetime) -> datetime:
    """When `on` begins where the contract is."""
    first = today(line, now) + timedelta(days=1)
    if not first <= on <= first + FARTHEST:
        raise DateUnfit
    return datetime.combine(on, time.min, ZoneInfo(line.contract.time_zone))
