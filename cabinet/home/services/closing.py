"""Closing the cabinet: asked for, thought over for two weeks, done (A15; docs/adr/0012)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.models import Contract, Line, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.tell import LINES_TOLD, tell, tell_line
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin
from cabinet.core.personal_data import erase_all
from cabinet.home.services.data_copy import forget_copy_of
from cabinet.home.texts import (
    cabinet_closed_text,
    closing_cancelled_text,
    closing_ordered_text,
    closing_tomorrow_text,
)
from cabinet.requests.models import OPEN, Request, RequestStatus
from cabinet.requests.services.steps import cancel_request, look_again, move, open_request

KIND = "close_cabinet"
TO_THINK = timedelta(days=14)
REMINDED = timedelta(days=1)  # before it is done
AGAIN = timedelta(days=1)  # when something that cannot be taken back is still going on


@transaction.atomic
def order_closing(*, user: User, now: datetime, origin: Origin = NOWHERE) -> Request:
    """Close the cabinet of `user` in two weeks, and say so by SMS. Asked twice, it is the first asking that counts."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    at = locked.closes_at or now + TO_THINK
    request = open_request(
        kind=KIND,
        now=now,
        user=user,
        origin=origin,
        due_at=at,
        next_step_at=at - REMINDED,
        only_one=f"{KIND}:{user.pk}",
    )
    if locked.closes_at is None:
        locked.closes_at = user.closes_at = at
        locked.save(update_fields=["closes_at"])
        record(SecurityEventKind.CLOSING_ORDERED, now=now, user=user, origin=origin)
        tell(user=user, words=partial(closing_ordered_text, at=at), now=now)
    return request


def change_ones_mind(*, user: User, now: datetime, origin: Origin = NOWHERE) -> None:
    """The cabinet stays. Raises `RequestEnded` if it is too late; does nothing if nothing was asked for."""
    request = Request.objects.filter(user=user, kind=KIND, status__in=OPEN).first()
    if request is not None:
        cancel_request(request, by=user, now=now, origin=origin)


def cancel_closing(request: Request, now: datetime) -> None:
    """The step of a request that is taken back, wherever it was: on its own page or among the requests."""
    user = request.user
    if user is None:
        return
    User.objects.filter(pk=user.pk).update(closes_at=None)
    record(SecurityEventKind.CLOSING_CANCELLED, now=now, user=user)
    tell(user=user, words=closing_cancelled_text, now=now)


def advance_closing(request: Request, now: datetime) -> None:
    """The day before: an SMS. On the day: the end, unless something still goes on that cannot be taken back."""
    if request.user is None or request.due_at is None:
        return
    if now < request.due_at:
        with transaction.atomic():
            tell(user=request.user, words=closing_tomorrow_text, now=now, dedup_key=f"closing-soon:{request.pk}")
            look_again(request, at=request.due_at)
        return
    if not _end_requests(request, now):
        look_again(request, at=now + AGAIN)
        return
    close_cabinet(request, now)


@transaction.atomic
def close_cabinet(request: Request, now: datetime) -> None:
    """Erase what may be erased, in one transaction: a crash leaves everything as it was, and the sweep comes again."""
    if request.user_id is None:
        return
    owned = Line.objects.filter(contract__owner=request.user_id)
    list(owned.select_for_update(no_key=True).order_by("pk"))  # locks go from lines to contracts to the person
    list(Contract.objects.select_for_update(no_key=True).filter(owner=request.user_id).order_by("pk"))
    user = User.objects.select_for_update(no_key=True).get(pk=request.user_id)
    if not move(request, to=RequestStatus.DONE, now=now):
        return  # they thought again at this very moment
    told = list(lines_that_prove(user)[:LINES_TOLD])
    record(SecurityEventKind.CABINET_CLOSED, now=now, user=user, channel=Channel.SYSTEM)
    forget_copy_of(user)
    erase_all(user, now)
    Contract.objects.filter(owner=user).update(owner=None)
    for line in told:
        tell_line(line=line, words=cabinet_closed_text, now=now, dedup_key=f"closed:{request.pk}")


def _end_requests(closing: Request, now: datetime) -> bool:
    """Take back what is still open; False if something refuses, such as a number that is just being carried over."""
    done = True
    theirs = Q(user=closing.user_id) | Q(made_by=closing.user_id)
    for request in Request.objects.filter(theirs, status__in=OPEN).exclude(pk=closing.pk).select_related("user"):
        if request.kind == "data_copy":
            move(request, to=RequestStatus.CANCELLED, now=now, note=_("Кабинет закрыт."))
            continue
        try:
            cancel_request(request, by=closing.user, now=now)  # type: ignore[arg-type]
        except DomainError:
            done = done and not Request.objects.filter(pk=request.pk, status__in=OPEN).exists()
    return done
