"""What was asked of the network begins when the network has done it, whole; or is taken back, whole.

A wish keeps in `Request.result` what it needs for either: `orders` (of the network, by subscription), `instead` (what
ends when the new begins) and `keeps` (what was to end, and when). Who calls holds the line, the request and the
contract.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cabinet.accounts.models import Line
from cabinet.network.models import NetworkOrder, Operation, OrderStatus
from cabinet.network.services.orders import order, withdraw
from cabinet.requests.models import Request
from subscriptions.charging.lifecycle import activate, end, give_back, last_paid, opening_period, take_back
from subscriptions.charging.network import number_of, tell
from subscriptions.charging.periods import day_of
from subscriptions.extras.judging import Verdict, dependents
from subscriptions.extras.state import read_state
from subscriptions.models import Kind, PeriodCharge, Status, Subscription

Result = dict[str, dict[str, str] | list[str]]


def ask_network(line: Line, new: Sequence[Subscription], verdict: Verdict, *, now: datetime) -> Result:
    """Order of the network what of `new` it has to switch on; returns what the request keeps."""
    orders = {}
    for subscription in new:
        service = subscription.service
        if service is None or not service.network_code:
            continue
        told = order(
            operation=Operation.SWITCH_ON,
            msisdn=number_of(line),
            line_public_id=line.public_id,
            details={"code": service.network_code},
            now=now,
        )
        orders[str(subscription.public_id)] = str(told.public_id)
    return {
        "orders": orders,
        "instead": [str(each.public_id) for each in verdict.instead],
        "keeps": {str(each.public_id): each.ends_at.isoformat() for each in verdict.keeps if each.ends_at},
    }


def new_of(request: Request) -> list[Subscription]:
    """What the wish started, in its order."""
    started = Subscription.objects.filter(request=request).select_related("service", "line__contract")
    return list(started.order_by("pk"))


def begin(request: Request, line: Line, *, now: datetime) -> None:
    """The network has done it all: what was waited for works, and what cannot be beside it ends. What that was charged
    since the wish comes back."""
    state = read_state(line, now=now)
    named = set(request.result.get("instead", ()))
    instead = [each for each in state.services if str(each.public_id) in named]
    instead += dependents(state, instead)
    end_now(instead, line, now=now)
    for subscription in new_of(request):
        _begin_today(subscription, now=now)
        activate(subscription, now=now)
    charges = PeriodCharge.objects.filter(subscription__in=instead, charged_at__gt=request.created_at)
    give_back([each.entry for each in charges.select_related("entry") if each.entry is not None], now=now)


def undo(request: Request, line: Line, *, now: datetime) -> None:
    """It will not be: what was started ends and its money comes back, what was to end ends as before. What the network
    switched on meanwhile, or may have, it is told to switch off."""
    new = new_of(request)
    heard = _heard(request, new, now=now)
    end([each for each in new if each.is_live], now=now)  # packages before money
    _off(heard, line, now=now)
    for subscription in new:
        take_back(subscription, now=now)
    for name, until in dict(request.result.get("keeps", {})).items():
        kept = Subscription.objects.filter(public_id=name, ended_at=None, ends_at=None)
        kept.update(ends_at=datetime.fromisoformat(until))


def end_now(subscriptions: Collection[Subscription], line: Line, *, now: datetime) -> None:
    """End at once what `line` has, and have the network switch off what is on there."""
    on = [each for each in subscriptions if each.status == Status.ACTIVE]
    end(subscriptions, now=now)
    _off(on, line, now=now)


def orders_of(request: Request) -> list[NetworkOrder]:
    """What the network was asked for by the wish."""
    names = dict(request.result.get("orders", {})).values()
    return list(NetworkOrder.objects.filter(public_id__in=list(names)).order_by("pk"))


def _off(subscriptions: Collection[Subscription], line: Line, *, now: datetime) -> None:
    """Order them off, but for what the network calls the same as something that stays."""
    live = Subscription.objects.filter(line=line, kind=Kind.SERVICE, ended_at=None).exclude(status=Status.SUSPENDED)
    stays = set(live.values_list("service__network_code", flat=True)) if subscriptions else set()
    gone = [each for each in subscriptions if each.service is not None and each.service.network_code not in stays]
    tell(suspended=(), resumed=(), ended=gone, now=now)


def _heard(request: Request, new: Sequence[Subscription], *, now: datetime) -> list[Subscription]:
    """What of `new` the network may have switched on. What it was not told yet, it never is."""
    names = dict(request.result.get("orders", {}))
    fates = {str(each.public_id): each for each in orders_of(request)}
    heard = []
    for subscription in new:
        told = fates.get(names.get(str(subscription.public_id), ""))
        if told is None or told.status in (OrderStatus.REFUSED, OrderStatus.WITHDRAWN):
            continue
        if not withdraw(public_id=told.public_id, now=now):
            heard.append(subscription)
    return heard


def _begin_today(subscription: Subscription, *, now: datetime) -> None:
    """The first period begins on the day on which the network switched it on: nobody pays for days of waiting."""
    zone = ZoneInfo(subscription.line.contract.time_zone)
    charge, today = last_paid(subscription), day_of(now, zone)
    period = opening_period(subscription.offering, now=now, zone=zone)
    if charge is None or period is None or subscription.anchor == today:
        return
    PeriodCharge.objects.filter(pk=charge.pk).update(period_start=period.start, period_until=period.until)
    subscription.anchor, subscription.paid_until, subscription.due_at = today, period.until, period.until
    subscription.save(update_fields=["anchor", "paid_until", "due_at"])
