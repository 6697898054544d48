"""What a change of tariff would do (T3), decided from a loaded state: the preview, and what is then applied.

Days are whole days of the contract's zone. The day on which a tariff is left counts as used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cabinet.core.money import round_rub
from subscriptions.charging.lifecycle import opening_period
from subscriptions.charging.periods import day_of
from subscriptions.models import Every, Kind, Service, Status, Subscription, Tariff
from subscriptions.tariffs.errors import NoNextPeriod, PausedFirst, SameTariff, StillCharging
from subscriptions.tariffs.forecast import Stream, new_stream, streams
from subscriptions.tariffs.state import Pack, State

ZERO = Decimal(0)


class When(TextChoices):
    """From when on."""

    NEXT = "next", _("Со следующего периода")
    NOW = "now", _("Сейчас")


@dataclass(frozen=True, slots=True)
class Stop:
    """A service that the new tariff ends: it does not work with it, or needs one (`needs`, a code) that does not."""

    held: Subscription
    needs: str
    packs: tuple[Pack, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next charge for the new tariff: `tariff` roubles at `at`; `everything` from the main account until then, that
    charge among it. `missing`: too few by so much; `balance` after it, unless something would be left unpaid."""

    at: datetime
    tariff: Decimal
    everything: Decimal
    missing: Decimal
    balance: Decimal | None


@dataclass(frozen=True)
class Plan:
    """`fee` and `price` (of the first period) are taken now, or `price` alone by the run at `apply_at`; `refund` comes
    back for `refund_days` whole days. `packs` are what is left of the old tariff's: lost unless `packs_stay`."""

    to: Tariff
    was: Subscription | None
    when: When
    apply_at: datetime
    fee: Decimal
    price: Decimal
    refund: Decimal
    refund_days: int
    packs: tuple[Pack, ...]
    packs_stay: bool
    stops: tuple[Stop, ...]
    resumes: tuple[Subscription, ...]
    balance: Decimal
    missing: Decimal
    next: Forecast | None

    @property
    def is_now(self) -> bool:
        return self.when == When.NOW

    @property
    def taken(self) -> Decimal:
        """What is taken by the button itself."""
        return self.fee + self.price if self.is_now else ZERO

    @property
    def balance_after(self) -> Decimal:
        """What is on the main account as soon as the button was pressed."""
        return self.balance + self.refund - self.taken

    def shown(self) -> dict[str, Any]:
        """All that the preview says, to be kept with the change."""
        forecast = self.next
        return {
            "to": [self.to.pk, self.to.name_ru],
            "was": [self.was.pk, self.was.offering.name_ru] if self.was else None,
            "when": self.when.value,
            "apply_at": None if self.is_now else self.apply_at.isoformat(),
            "sums": [str(each) for each in (self.fee, self.price, self.refund, self.balance, self.balance_after)],
            "refund_days": self.refund_days,
            "packs": [[pack.unit, pack.until.isoformat()] for pack in self.packs],
            "packs_stay": self.packs_stay,
            "stops": [[each.held.pk, each.held.offering.name_ru, _iso(each.held.paid_until)] for each in self.stops],
            "resumes": [each.pk for each in self.resumes],
            "next": forecast
            and [forecast.at.isoformat(), *map(str, (forecast.tariff, forecast.everything, forecast.missing))],
        }

    @cached_property
    def fingerprint(self) -> str:
        """The same for two plans that say the same. How much of a package is left is not of it: somebody whose
        telephone uses data all the time could never agree to anything."""
        said = json.dumps(self.shown(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def plan(state: State, to: Tariff, when: When) -> Plan:
    """What going over to `to` would do. Raises `SameTariff`, `PausedFirst`, `StillCharging` while the run is late,
    `NoNextPeriod` where there is nothing to wait for."""
    _refuse(state, to)
    now_ = when == When.NOW
    apply_at = state.now if now_ else _next_period(state)
    stops = stops_of(state.own, to, state)
    opening = opening_period(to, now=apply_at, zone=state.zone)
    fee = to.connect_fee if now_ else ZERO
    price = to.price if opening else ZERO
    refund, days = _refund(state) if now_ else (ZERO, 0)
    taken = fee + price if now_ else ZERO
    after = state.balance + refund - taken
    stays = not now_ or _keeps(state)
    return Plan(
        to=to,
        was=state.was,
        when=when,
        apply_at=apply_at,
        fee=fee,
        price=price,
        refund=refund,
        refund_days=days,
        packs=state.packs.get(str(state.was.public_id), ()) if state.was else (),
        packs_stay=stays,
        stops=stops,
        resumes=_resumes(state, stops) if now_ else (),
        balance=state.balance,
        missing=max(state.floor - after, ZERO) if taken else ZERO,
        next=_forecast(state, to, apply_at, stops, after=after, is_now=now_),
    )


def stops_of(own: Sequence[Subscription], to: Tariff, state: State | None = None) -> tuple[Stop, ...]:
    """The services among `own` that do not go with `to`, and those that need one of them, in the order of `own`."""
    services = [each for each in own if each.kind == Kind.SERVICE and each.service is not None]
    left = {each.code for each in services if _goes_with(each.service, to)}
    needs: dict[str, str] = {}
    changed = True
    while changed:
        changed = False
        for each in services:
            gone = next((code for code in _required(each) if code not in left), None)
            if each.code in left and gone is not None and any(other.code == gone for other in services):
                left.discard(each.code)
                needs[each.code] = gone
                changed = True
    packs = state.packs if state is not None else {}
    return tuple(
        Stop(each, needs.get(each.code, ""), packs.get(str(each.public_id), ()))
        for each in services
        if each.code not in left
    )


def _refuse(state: State, to: Tariff) -> None:
    if state.was is None:
        return
    if state.was.tariff_id == to.pk:
        raise SameTariff
    if state.was.status == Status.PAUSED:
        raise PausedFirst
    if state.was.due_at is not None and state.was.due_at <= state.now:
        raise StillCharging


def _next_period(state: State) -> datetime:
    """When what is paid for ends; what is not paid for by periods is left with the end of the day."""
    was = state.was
    if was is None or was.status != Status.ACTIVE:
        raise NoNextPeriod
    if was.every == Every.NEVER:
        tomorrow = day_of(state.now, state.zone) + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, state.zone)
    if was.paid_until is None or was.paid_until <= state.now:
        raise NoNextPeriod
    return was.paid_until.astimezone(state.zone)


def _goes_with(service: Service | None, to: Tariff) -> bool:
    return service is not None and (not service.tariffs or to.code in service.tariffs)


def _required(held: Subscription) -> list[str]:
    return list(held.service.requires) if held.service is not None else []


def _resumes(state: State, stops: Sequence[Stop]) -> tuple[Subscription, ...]:
    """What was suspended with the old tariff, and is tried again as soon as the new one works."""
    stopped = {each.held.pk for each in stops}
    return tuple(
        each
        for each in state.own
        if each.kind != Kind.TARIFF and each.status == Status.SUSPENDED and each.pk not in stopped
    )


def _keeps(state: State) -> bool:
    return state.was is not None and state.was.tariff is not None and state.was.tariff.keeps_packages


def _refund(state: State) -> tuple[Decimal, int]:
    """What comes back for the whole days after this one that were paid for, and how many they are."""
    was, last = state.was, state.last
    if was is None or was.tariff is None or not was.tariff.refunds_rest or last is None or was.paid_until is None:
        return ZERO, 0
    days = (day_of(was.paid_until, state.zone) - day_of(state.now, state.zone)).days - 1
    whole = (day_of(last.period_until, state.zone) - day_of(last.period_start, state.zone)).days
    days = min(days, whole)
    refund = min(round_rub(last.amount * days / whole), state.refundable) if days > 0 else ZERO
    return (refund, days) if refund > 0 else (ZERO, 0)


def _forecast(
    state: State, to: Tariff, apply_at: datetime, stops: Sequence[Stop], *, after: Decimal, is_now: bool
) -> Forecast | None:
    """The first charge that the button does not take itself; None if the new tariff is not charged by periods."""
    new = new_stream(to, anchor=day_of(apply_at, state.zone), index=1 if is_now else 0, zone=state.zone)
    if new is None:
        return None
    ends = {each.held.pk: apply_at for each in stops}
    if state.was is not None:
        ends[state.was.pk] = apply_at
    others = streams(state.held, changes=state.changes, ends=ends, has_content=state.has_content, zone=state.zone)
    every: list[Stream] = [new, *others]
    sums = [(each, each.until(new.due, state.zone)) for each in every]
    everything = sum((amount for _stream, amount in sums), ZERO)
    needed = sum((amount for stream, amount in sums if not stream.extra), ZERO)
    extras = everything > needed
    left = after - everything
    enough = left >= (state.extras_from if extras else state.floor) or not everything
    missing = max(state.floor + needed - after, ZERO) if needed else ZERO
    return Forecast(new.due, to.price, everything, missing, left if enough else None)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
