"""A request's life: opened, moved on, ended, taken back; each step is a row of its time line."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.line_state import lock
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.models import OPEN, Request, RequestStatus, RequestStep
from cabinet.requests.services.results import tell_result

Words = str | Promise
NUMBER_DIGITS = 9  # said aloud to a specialist, in three threes; a digit less than a telephone number


class RequestEnded(DomainError):
    code = "request_ended"
    message = _("Эта заявка уже закончена, отменить её нельзя.")


class CannotCancel(DomainError):
    code = "cannot_cancel"
    message = _("Эту заявку отменить уже нельзя. Напишите специалисту.")


@transaction.atomic
def open_request(
    *,
    kind: str,
    now: datetime,
    user: User | None,
    line: Line | None = None,
    made_by: User | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
    payload: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    next_step_at: datetime | None = None,
    dedup_key: str | None = None,
    only_one: str | None = None,
    note: Words = "",
) -> Request:
    """Write down that somebody asks for `kind`. `made_by` is who asked, `user` whose cabinet it is; what the
    portal does by itself (`Channel.SYSTEM`) nobody asked for.

    The same `dedup_key` again returns the first request, for ever; the same `only_one` returns it while it is open.
    Neither changes anything then.
    """
    who = made_by or (None if channel == Channel.SYSTEM else user)
    fields = {
        "number": _number(),
        "kind": kind,
        "user": user,
        "line": line,
        "channel": channel,
        "made_by": who,
        "payload": dict(payload or {}),
        "created_at": now,
        "due_at": due_at,
        "next_step_at": next_step_at,
    }
    same = {name: key for name, key in (("dedup_key", dedup_key), ("only_one", only_one)) if key is not None}
    if same:
        request, created = Request.objects.get_or_create(**same, defaults=fields)
    else:
        request, created = Request.objects.create(**fields), True
    if created:
        _step(request, now=now, note=note, made_by=who)
        record(
            SecurityEventKind.REQUEST_MADE,
            now=now,
            user=user,
            line=line,
            made_by=made_by,
            channel=channel,
            origin=origin,
            request=request.number,
        )
    return request


@transaction.atomic
def move(
    request: Request,
    *,
    to: RequestStatus,
    now: datetime,
    note: Words = "",
    made_by: User | None = None,
    next_step_at: datetime | None = None,
    due_at: datetime | None = None,
    result: Mapping[str, Any] | None = None,
) -> bool:
    """Move an open request to `to`, with a step on its time line; False if it had ended meanwhile.

    `next_step_at` is when the sweep looks again (never, once ended); `due_at` and `result` change only if given.
    """
    changes: dict[str, Any] = {"status": to, "next_step_at": next_step_at if to in OPEN else None}
    if to not in OPEN:
        changes |= {"ended_at": now, "only_one": None}
    if due_at is not None:
        changes["due_at"] = due_at
    if result is not None:
        changes["result"] = dict(result)
    if not Request.objects.filter(pk=request.pk, status__in=OPEN).update(**changes):
        return False
    for name, value in changes.items():
        setattr(request, name, value)
    _step(request, now=now, note=note, made_by=made_by)
    if request.about.tells and to in (RequestStatus.DONE, RequestStatus.REFUSED):
        tell_result(request, now=now)
    return True


def look_again(request: Request, *, at: datetime, result: Mapping[str, Any] | None = None) -> None:
    """Have the sweep look at an open request at `at`, without a step on its time line; `result` changes if given."""
    changes: dict[str, Any] = {"next_step_at": at}
    if result is not None:
        changes["result"] = request.result = dict(result)
    Request.objects.filter(pk=request.pk, status__in=OPEN).update(**changes)


@transaction.atomic
def locked(request: Request) -> Request:
    """The request as it is now, its line's row locked first and then its own, until the caller's transaction ends.

    Every step takes the two in this order, so that a step, a cancel and a block wait for each other in turn.
    """
    if request.line_id is not None:
        lock(request.line_id)
    # Not FOR UPDATE: what the charging run starts points to the request, and the two would wait for each other.
    rows = Request.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("user", "line__contract").get(pk=request.pk)


@transaction.atomic
def cancel_request(
    request: Request, *, by: User, now: datetime, channel: Channel = Channel.PAGE, origin: Origin = NOWHERE
) -> None:
    """Take a request back. Raises `RequestEnded` when it has ended, `CannotCancel` when it is too late, or its kind
    cannot be."""
    request = locked(request)
    if not request.is_open:
        raise RequestEnded
    cancel = request.about.cancel
    if cancel is None or not request.may_be_cancelled(now):
        raise CannotCancel
    move(request, to=RequestStatus.CANCELLED, now=now, made_by=by)
    cancel(request, now)
    record(
        SecurityEventKind.REQUEST_CANCELLED,
        now=now,
        user=request.user,
        line=request.line,
        made_by=by,
        channel=channel,
        origin=origin,
        request=request.number,
    )


def end_with_line(line: Line, now: datetime) -> None:
    """What was asked for about a line ends with it (A13), within the transaction that closes it."""
    for request in Request.objects.filter(line=line, status__in=OPEN):
        move(request, to=RequestStatus.CANCELLED, now=now, note=_("Номер закрыт."))


def _step(request: Request, *, now: datetime, note: Words, made_by: User | None) -> None:
    RequestStep.objects.create(
        request=request,
        status=request.status,
        note_ru=_said(note, "ru"),
        note_en=_said(note, "en"),
        made_by=made_by,
        at=now,
    )


def _said(words: Words, language: str) -> str:
    with translation.override(language):
        return str(words)


def _number() -> str:
    """A free number that tells nothing: not how many were made, nor when."""
    while True:
        first, rest = secrets.randbelow(9) + 1, secrets.randbelow(10 ** (NUMBER_DIGITS - 1))
        number = f"{first}{rest:0{NUMBER_DIGITS - 1}}"
        if not Request.objects.filter(number=number).exists():
            return number
