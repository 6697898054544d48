"""Changing the tariff of a line (T3): at once, or at the end of the paid period, until which it can be undone.

Locks: the line, the request of what is planned, the contract, packages, accounts. The charging run, which holds only
the contract, touches no request: requests learn what became of their change by themselves (`steps`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.line_state import lock
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import cancel_request, locked, move, open_request
from subscriptions.charging.holding import hold
from subscriptions.charging.run import charge_due
from subscriptions.models import ChangeStatus, Status, Subscription, Tariff, TariffChange
from subscriptions.selectors import is_sold_to, planned_change
from subscriptions.tariffs.applying import apply_later, apply_now, hold_all
from subscriptions.tariffs.errors import NotSold, PausedFirst, StalePlan, StillChanging
from subscriptions.tariffs.planning import Plan, When, plan
from subscriptions.tariffs.state import State, load

KIND = "tariff_change"  # of the request
FIRST_LOOK = timedelta(seconds=1)  # until the network may have answered


def change(
    *,
    line: Line,
    to: Tariff,
    when: When,
    fingerprint: str,
    by: User,
    now: datetime,
    channel: Channel = Channel.PAGE,
    key: UUID | None = None,
) -> TariffChange:
    """Change the tariff of `line` to `to`, as the preview with this `fingerprint` said.

    What is planned already gives way. The same `key` again, and the same wish for the next period, return the first
    change. Raises `NotFound` for who may not, `NotSold`, `StillChanging`, what `plan` raises, `StalePlan` with what
    would happen now if that is not what was shown, and `InsufficientFunds`; then nothing has changed.
    """
    require(by, line, Right.MANAGE, now)
    _catch_up(line, now)
    with transaction.atomic():
        line = _held(line)
        standing = planned_change(line)
        done = _done_before(line, key) or _same_wish(standing, to, when)
        if done is not None:
            return done
        if not is_sold_to(to, line=line, now=now):
            raise NotSold
        if is_changing(line):
            raise StillChanging
        hold_all(line, now=now)
        state = load(line, now=now)
        agreed = plan(state, to, when)
        if agreed.fingerprint != fingerprint:
            raise StalePlan(agreed)
        if standing is not None:
            _replace(standing, by=by, now=now)
        return _write(state, agreed, by=by, channel=channel, key=key, now=now)


def apply_planned(change: TariffChange, *, now: datetime) -> None:
    """Apply a change whose day has come. Called by the run, which holds the contract, has charged for what was due
    before, and charges the new tariff next. Raises `PausedFirst` for a line that is paused by then."""
    change = TariffChange.objects.select_related("to__rate_card", "line__contract", "request", "made_by").get(
        pk=change.pk
    )
    if change.status != ChangeStatus.PLANNED:
        return
    hold_all(change.line, now=now)
    state = load(change.line, now=now)
    if state.was is not None and state.was.status == Status.PAUSED:
        raise PausedFirst
    change.was = state.was
    apply_later(change, state.was, state.own, now=now)


def undo(*, line: Line, by: User, now: datetime, channel: Channel = Channel.PAGE) -> bool:
    """Stay on the tariff that `line` has; False if nothing is planned (any more). Raises `NotFound`, `CannotCancel`
    where its day has come."""
    require(by, line, Right.MANAGE, now)
    with transaction.atomic():
        line = lock(line.pk)
        planned = planned_change(line)
        if planned is None:
            return False
        if planned.request is not None and planned.request.is_open:
            cancel_request(planned.request, by=by, now=now, channel=channel)
            return True
        hold(line)
        return drop(planned, now=now)


def drop(change: TariffChange, *, now: datetime) -> bool:
    """Nothing becomes of a planned change; False if something did already. The caller holds the contract."""
    planned = TariffChange.objects.filter(pk=change.pk, status=ChangeStatus.PLANNED)
    return bool(planned.update(status=ChangeStatus.UNDONE, ended_at=now))


def is_changing(line: Line) -> bool:
    """Whether the network has not confirmed the last change yet."""
    return TariffChange.objects.filter(
        line=line, status=ChangeStatus.APPLIED, request__status__in=(RequestStatus.ACCEPTED, RequestStatus.WORKING)
    ).exists()


def _held(line: Line) -> Line:
    """The line as it is now: its row, the request of what is planned for it, and its contract locked."""
    line = lock(line.pk)
    if line.closed_at is not None:
        raise NotFound
    planned = planned_change(line)
    if planned is not None and planned.request is not None:
        locked(planned.request)
    return hold(line)


def _done_before(line: Line, key: UUID | None) -> TariffChange | None:
    if key is None:
        return None
    return TariffChange.objects.filter(line=line, request__dedup_key=_dedup(line, key)).first()


def _same_wish(standing: TariffChange | None, to: Tariff, when: When) -> TariffChange | None:
    return standing if standing is not None and when == When.NEXT and standing.to_id == to.pk else None


def _replace(standing: TariffChange, *, by: User, now: datetime) -> None:
    drop(standing, now=now)
    if standing.request is not None:
        note = _("Вместо неё подана новая заявка.")
        move(standing.request, to=RequestStatus.CANCELLED, now=now, made_by=by, note=note)


def _write(state: State, agreed: Plan, *, by: User, channel: Channel, key: UUID | None, now: datetime) -> TariffChange:
    request = _request(state, agreed, by=by, channel=channel, key=key, now=now)
    change = TariffChange(
        line=state.line,
        was=agreed.was,
        to=agreed.to,
        apply_at=agreed.apply_at,
        shown={**agreed.shown(), "fingerprint": agreed.fingerprint},
        request=request,
        channel=channel,
        made_by=by,
        created_at=now,
    )
    if agreed.is_now:
        apply_now(change, agreed, last=state.last, now=now)
        working(request, change, now=now)
    else:
        change.save(force_insert=True)
    return change


def _request(state: State, agreed: Plan, *, by: User, channel: Channel, key: UUID | None, now: datetime) -> Request:
    line, names = state.line, _names(agreed.was, agreed.to)
    return open_request(
        kind=KIND,
        now=now,
        user=line.contract.owner,
        line=line,
        made_by=by,
        channel=channel,
        payload={**names, "when": agreed.when.value},
        due_at=None if agreed.is_now else agreed.apply_at,
        next_step_at=agreed.apply_at,
        dedup_key=_dedup(line, key) if key is not None else None,
        note="" if agreed.is_now else _("Тариф сменится в этот день. До него можно передумать."),
    )


def working(request: Request, change: TariffChange, *, now: datetime) -> None:
    """The portal's side is done; the network is being told."""
    move(
        request,
        to=RequestStatus.WORKING,
        now=now,
        note=_("Тариф сменился. Сообщаем сети."),
        next_step_at=now + FIRST_LOOK,
        result={"order": change.undo["order"]},
    )


def _names(was: Subscription | None, to: Tariff) -> dict[str, Any]:
    before = was.offering if was is not None else None
    return {
        "was": [before.name_ru, before.name_en] if before is not None else None,
        "to": [to.name_ru, to.name_en],
    }


def _dedup(line: Line, key: UUID) -> str:
    return f"{KIND}:{line.pk}:{key}"


def _catch_up(line: Line, now: datetime) -> None:
    """Charge the contract for what is due, if the run is late, in transactions of its own."""
    due = Subscription.objects.filter(line__contract=line.contract_id, status=Status.ACTIVE, due_at__lte=now)
    if due.exists():
        charge_due(now=now, among=[line.contract_id])
