"""Calling somebody back (C8): asked for on a page, in a thread, by a command or in the voice menu; done at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.hearing import person_behind
from cabinet.accounts.models import Line, LineStatus, SecurityEventKind, User
from cabinet.accounts.services.line_state import lock
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.models import OPEN, Request, RequestStatus
from cabinet.requests.services.steps import locked, move, open_request
from chat.models import CallBack, Conversation
from chat.waiting.telling import tell_missed, tell_reminder
from chat.waiting.windows import Window, soonest, windows

CALL_BACK = "call_back"
AGAIN = timedelta(minutes=15)  # from a call that nobody answered to the next
HELD = timedelta(minutes=30)  # a call that was taken so long ago and came to nothing may be taken by another
TRIES = 3
REMINDED = timedelta(minutes=15)  # before the call
ORDERED_EARLY = timedelta(hours=1)  # who asked for a call so soon needs no reminder
BATCH = 100
WORDS = 300  # characters of what it is about


class NoSuchWindow(DomainError):
    code = "no_such_window"
    message = _("В это время уже не перезвоним. Выберите другое.")


class LineBlocked(DomainError):
    code = "line_blocked"
    message = _("Этот номер заблокирован: до него не дозвониться. Укажите другой номер.")


class CallBackEnded(DomainError):
    code = "call_back_ended"
    message = _("Этот звонок уже состоялся или отменён.")


class TakenByAnother(DomainError):
    code = "call_back_taken"
    message = _("Этот звонок уже взял другой специалист.")


@transaction.atomic
def order_call_back(
    *,
    line: Line,
    by: User | None,
    now: datetime,
    msisdn: str = "",
    begins: datetime | None = None,
    words: str = "",
    conversation: Conversation | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
    dedup_key: str | None = None,
) -> Request:
    """Ask to be called about `line`, on `msisdn` or else on the line itself, in the window that `begins` then, or as
    soon as anybody calls. While one is open, it is that one.

    `by`: who asks; None where a telephone does, which asks for the person behind it. Raises `NoSuchWindow`,
    `LineBlocked`, `NotFound` for a line that was closed.
    """
    line = lock(line.pk)
    if line.closed_at is not None:
        raise NotFound
    standing = Request.objects.filter(line=line, kind=CALL_BACK, status__in=OPEN).first()
    if standing:
        return standing
    msisdn = msisdn or line.msisdn or ""
    if not msisdn or (msisdn == line.msisdn and line.status != LineStatus.ACTIVE):
        raise LineBlocked
    window = _window(line, begins, now)
    request = open_request(
        kind=CALL_BACK,
        now=now,
        user=by or person_behind(line),
        line=line,
        made_by=by,
        channel=channel,
        origin=origin,
        payload={"from": window.begins.isoformat(), "until": window.ends.isoformat()},
        due_at=window.ends,
        dedup_key=dedup_key,
    )
    CallBack.objects.get_or_create(
        request=request,
        defaults={
            "msisdn": msisdn,
            "words": words[:WORDS],
            "conversation": conversation,
            "from_at": window.begins,
            "until_at": window.ends,
            "next_at": window.begins,
        },
    )
    return request


@transaction.atomic
def take_call_back(*, call_back: CallBack, specialist: User, now: datetime, origin: Origin = NOWHERE) -> None:
    """`specialist` calls now; the person reads in the journal who looked. Raises `CallBackEnded`, `TakenByAnother`.

    Who took it and said for `HELD` nothing of what became of it is taken for gone: the call was promised.
    """
    held = _held(call_back)
    if held.specialist_id != specialist.pk:
        if held.specialist_id is not None and held.request.steps.filter(at__gt=now - HELD).exists():
            raise TakenByAnother
        held.specialist = specialist
        held.save(update_fields=["specialist"])
        move(held.request, to=RequestStatus.WORKING, now=now, made_by=specialist)
        if held.request.line is not None:
            looked = SecurityEventKind.LOOKED_AT
            note_staff(looked, staff=specialist, about=held.request.line, what="call_back", origin=origin, now=now)


@transaction.atomic
def spoke(*, call_back: CallBack, specialist: User, now: datetime, words: str = "") -> None:
    """They spoke; `words` are told on the request's page. Raises `CallBackEnded`, `TakenByAnother`."""
    held = _of(specialist, call_back)
    _end(held, now)
    move(held.request, to=RequestStatus.DONE, now=now, made_by=specialist, note=words.strip()[:WORDS])


@transaction.atomic
def nobody_answered(*, call_back: CallBack, specialist: User, now: datetime) -> None:
    """Nobody took the call: another try later, by whoever is free then, and after the third no more; the person is told
    by SMS. Raises `CallBackEnded`, `TakenByAnother`."""
    held = _of(specialist, call_back)
    held.tries, held.specialist = held.tries + 1, None
    if held.tries >= TRIES:
        _end(held, now)
        note = _("Звонили трижды, никто не ответил.")
        move(held.request, to=RequestStatus.REFUSED, now=now, made_by=specialist, note=note)
    else:
        held.next_at = now + AGAIN
        held.save(update_fields=["tries", "specialist", "next_at"])
        note = _("Звонили, никто не ответил. Позвоним ещё раз.")
        move(held.request, to=RequestStatus.ACCEPTED, now=now, made_by=specialist, note=note)
    tell_missed(held, now)


def cancel(request: Request, now: datetime) -> None:
    """The person does not want it any more: a step of `cancel_request`, which holds the request."""
    CallBack.objects.filter(request=request).update(ended_at=now)


def of_closed_line(line: Line, now: datetime) -> None:
    """A number is closed: nobody is called about it (A13)."""
    CallBack.objects.filter(request__line=line, ended_at=None).update(ended_at=now)


def remind(now: datetime) -> int:
    """Tell those whose call is near, once each; how many."""
    near = CallBack.objects.filter(ended_at=None, reminded_at=None, from_at__lte=now + REMINDED)
    with transaction.atomic():
        found = list(
            near.select_for_update(of=("self",), skip_locked=True)
            .select_related("request__line__contract", "request__user")
            .order_by("from_at")[:BATCH]
        )
        CallBack.objects.filter(pk__in=[each.pk for each in found]).update(reminded_at=now)
        for each in found:
            if each.from_at - each.request.created_at >= ORDERED_EARLY and now < each.from_at:
                tell_reminder(each, now)
    return len(found)


def _window(line: Line, begins: datetime | None, now: datetime) -> Window:
    zone = ZoneInfo(line.contract.time_zone)
    if begins is None:
        return soonest(now, zone)
    for window in windows(now, zone):
        if window.begins == begins:
            return window
    raise NoSuchWindow


def _held(call_back: CallBack) -> CallBack:
    """The call as it is now, its line and request locked before it."""
    request = locked(call_back.request)
    held = CallBack.objects.select_for_update(of=("self",)).get(pk=call_back.pk)
    held.request = request
    if not request.is_open or held.ended_at is not None:
        raise CallBackEnded
    return held


def _of(specialist: User, call_back: CallBack) -> CallBack:
    held = _held(call_back)
    if held.specialist_id != specialist.pk:
        raise TakenByAnother
    return held


def _end(held: CallBack, now: datetime) -> None:
    held.ended_at = now
    held.save(update_fields=["ended_at", "tries", "specialist"])
