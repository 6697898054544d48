"""What the sweep does with wishes that wait for the network; and taking one back meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.network.models import NetworkOrder, OrderStatus
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import locked, move
from cabinet.requests.services.waiting import wait_on
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import take_back
from subscriptions.extras.services.beginning import begin, new_of, orders_of, undo
from subscriptions.extras.telling import tell_off, tell_on
from subscriptions.models import Kind, Status, Subscription

DONE = _("Сеть подтвердила: подключено.")
REFUSED = _("Сеть отказала. Деньги вернулись на счёт, всё осталось как было.")
NOT_WANTED = _("Услуга больше не нужна. Деньги вернулись на счёт.")


@transaction.atomic
def advance_on(request: Request, now: datetime) -> None:
    """Learn what the network did: all of it works then, or none."""
    request = locked(request)
    if not request.is_open or request.line is None:
        return
    line = hold(request.line)
    orders = orders_of(request)
    if any(each.status != Status.PENDING for each in new_of(request)):  # the tariff changed, say, and it ended
        undo(request, line, now=now)
        move(request, to=RequestStatus.CANCELLED, now=now, note=NOT_WANTED)
    elif any(each.status not in (*_GOOD, *_OPEN) for each in orders):
        undo(request, line, now=now)
        move(request, to=RequestStatus.REFUSED, now=now, note=REFUSED)
        tell_off(request, now=now)
    elif waiting := _waiting(orders):
        wait_on(request, since=waiting[0].created_at, now=now)
    else:
        begin(request, line, now=now)
        move(request, to=RequestStatus.DONE, now=now, note=DONE)
        tell_on(request, now=now)


def cancel_on(request: Request, now: datetime) -> None:
    """The wish was taken back while the network had not answered; the caller holds the request and its line."""
    if request.line is not None:
        undo(request, hold(request.line), now=now)


def may_cancel_on(request: Request, now: datetime) -> bool:
    return request.status == RequestStatus.WORKING


def end_with_line(line: Line, now: datetime) -> None:
    """A step of closing `line`: what the network never switched on is paid back. Before all that is held ends."""
    hold(line)
    pending = Subscription.objects.filter(line=line, kind=Kind.SERVICE, status=Status.PENDING)
    for subscription in pending.select_related("service", "line__contract").order_by("pk"):
        take_back(subscription, now=now)


_GOOD = (OrderStatus.DONE,)
_OPEN = (OrderStatus.QUEUED, OrderStatus.TELLING)


def _waiting(orders: Sequence[NetworkOrder]) -> list[NetworkOrder]:
    return [each for each in orders if each.status in _OPEN]
