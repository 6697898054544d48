"""What the sweep does with requests to block and to unblock: begins them on their day, learns what the network did."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import BlockReason, SecurityEventKind
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.line_state import reopen
from cabinet.core.channels import Channel
from cabinet.network.models import OrderStatus
from cabinet.network.selectors import order_named
from cabinet.requests import texts
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.blocking import start_block, start_unblock
from cabinet.requests.services.results import tell_people
from cabinet.requests.services.steps import locked, move
from cabinet.requests.services.waiting import wait_on

GONE = _("Номер закрыт.")


@transaction.atomic
def advance_block(request: Request, now: datetime) -> None:
    request = locked(request)
    line = request.line
    if not request.is_open or line is None:
        return
    if line.closed_at is not None:
        move(request, to=RequestStatus.CANCELLED, now=now, note=GONE)
    elif request.status == RequestStatus.ACCEPTED:
        if line.is_blocked:
            move(request, to=RequestStatus.DONE, now=now, note=_("Номер уже был заблокирован."))
        else:
            start_block(request, line, now=now, by=request.made_by, channel=Channel.SYSTEM)
    else:
        told = order_named(request.result.get("order"))
        if told is not None and told.is_waiting:
            wait_on(request, since=told.created_at, now=now)
        elif told is not None and told.status == OrderStatus.DONE:
            move(request, to=RequestStatus.DONE, now=now, note=_("Сеть подтвердила: номер заблокирован."))
        else:
            _refused_block(request, now)


@transaction.atomic
def advance_unblock(request: Request, now: datetime) -> None:
    request = locked(request)
    line = request.line
    if not request.is_open or line is None:
        return
    if line.closed_at is not None:
        move(request, to=RequestStatus.CANCELLED, now=now, note=GONE)
    elif not line.is_blocked:
        move(request, to=RequestStatus.DONE, now=now, note=_("Номер уже работает."))
    elif request.status == RequestStatus.ACCEPTED:
        start_unblock(request, line, now=now)
    else:
        told = order_named(request.result.get("order"))
        if told is not None and told.is_waiting:
            wait_on(request, since=told.created_at, now=now)
        elif told is not None and told.status == OrderStatus.DONE:
            _unblocked(request, now)
        else:
            note = _("Сеть отказала: номер всё ещё заблокирован. Позвоните в поддержку или напишите в чат.")
            move(request, to=RequestStatus.REFUSED, now=now, note=note)


def _unblocked(request: Request, now: datetime) -> None:
    line = request.line
    assert line is not None  # noqa: S101 - a switch is always about a line
    reopen(line, now=now)
    move(request, to=RequestStatus.DONE, now=now, note=_("Сеть подтвердила: номер работает."))
    record(
        SecurityEventKind.LINE_UNBLOCKED,
        now=now,
        user=line.contract.owner,
        line=line,
        made_by=request.made_by,
        channel=Channel(request.channel),
    )
    tell_people(line, words=partial(texts.unblocked, line), now=now, dedup_key=f"unblocked:{request.number}")


def _refused_block(request: Request, now: datetime) -> None:
    """A number that was lost stays closed in the portal, whatever the network says; one blocked by choice works on."""
    line = request.line
    if line is not None and line.block_reason == BlockReason.VOLUNTARY:
        reopen(line, now=now)
        note = _("Сеть отказала: номер работает как раньше. Позвоните в поддержку или напишите в чат.")
    else:
        note = _("Сеть отказала, но вход и коды по этому номеру закрыты. Позвоните в поддержку, чтобы закрыть и связь.")
    move(request, to=RequestStatus.REFUSED, now=now, note=note)
