"""What the sweep does with requests to change a tariff: learns that it was applied, and what the network said of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.accounts.services.notify import notify
from cabinet.core.templatetags.portal import written_date
from cabinet.network.models import OrderStatus
from cabinet.network.selectors import order_named
from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import CannotCancel, Words, locked, look_again, move
from cabinet.requests.services.waiting import wait_on
from cabinet.sms.quiet import is_awaited
from subscriptions.charging.holding import hold
from subscriptions.models import ChangeStatus, TariffChange
from subscriptions.tariffs import texts
from subscriptions.tariffs.applying import take_back
from subscriptions.tariffs.changing import KIND, drop, working
from subscriptions.tariffs.planning import When

LATE = timedelta(minutes=1)  # that the run may be with a change of its day


@transaction.atomic
def advance(request: Request, now: datetime) -> None:
    """One step of an open request; does nothing for one whose line is closed, or that has ended."""
    request = locked(request)
    if not request.is_open or request.line is None:
        return
    change = _change_of(request)
    if change is None or request.line.closed_at is not None:
        move(request, to=RequestStatus.CANCELLED, now=now, note=_("Номер закрыт."))
    elif change.status == ChangeStatus.PLANNED:
        look_again(request, at=max(change.apply_at, now) + LATE)  # the run applies it
    elif change.status == ChangeStatus.UNDONE:
        move(request, to=RequestStatus.CANCELLED, now=now)
    elif change.status == ChangeStatus.FAILED:
        _refuse(request, change, now, note=_("Перейти не получилось: вы на прежнем тарифе."), returned=False)
    elif request.status == RequestStatus.ACCEPTED:
        working(request, change, now=now)
    else:
        _by_network(request, change, now)


def _by_network(request: Request, change: TariffChange, now: datetime) -> None:
    told = order_named(change.undo.get("order"))
    if told is not None and told.is_waiting:
        wait_on(request, since=told.created_at, now=now)
    elif told is not None and told.status == OrderStatus.DONE:
        move(request, to=RequestStatus.DONE, now=now, note=_("Сеть подтвердила: вы на новом тарифе."))
        _tell(request, change, texts.CHANGED.name, now)
    else:
        hold(change.line)
        returned = bool(take_back(change, now=now))
        note = _("Сеть отказала. Вернули прежний тариф и деньги.") if returned else _("Сеть отказала. Тариф прежний.")
        _refuse(request, change, now, note=note, returned=returned)


def _refuse(request: Request, change: TariffChange, now: datetime, *, note: Words, returned: bool) -> None:
    """`returned`: whether money had been taken, and came back; else nothing is said of money that nobody took."""
    move(request, to=RequestStatus.REFUSED, now=now, note=note)
    _tell(request, change, (texts.NOT_CHANGED if returned else texts.NOT_CHANGED_FREE).name, now)


def _tell(request: Request, change: TariffChange, template: str, now: datetime) -> None:
    notify(
        event=texts.EVENT.name,
        template=template,
        facts=lambda language: texts.facts(change.to, language),
        now=now,
        line=change.line,
        dedup_key=f"{KIND}:{request.number}:{request.status}",
        urgent=is_awaited(request.created_at, now),
    )


def cancel(request: Request, now: datetime) -> None:
    """Undo what is planned; the caller holds the request and its line."""
    change = _change_of(request)
    if change is None:
        return
    hold(change.line)
    if not drop(change, now=now):
        raise CannotCancel


def may_cancel(request: Request, now: datetime) -> bool:
    """Until its day; what was applied is undone by another change."""
    return request.status == RequestStatus.ACCEPTED and request.due_at is not None and now < request.due_at


def facts(request: Request) -> list[tuple[str, str]]:
    asked = request.payload
    told = [(gettext("Новый тариф"), _named(asked["to"]))]
    if asked.get("was"):
        told.insert(0, (gettext("Прежний тариф"), _named(asked["was"])))
    if asked.get("when") == When.NEXT and request.due_at is not None:
        told.append((gettext("С какого дня"), written_date(_day(request.line, request.due_at), with_year=True)))
    return told


def _day(line: Line | None, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(line.contract.time_zone)) if line is not None else moment


def _named(names: list[str]) -> str:
    return names[1] if get_language() == "en" and names[1] else names[0]


def _change_of(request: Request) -> TariffChange | None:
    changes = TariffChange.objects.select_related(
        "line__contract", "was__tariff__rate_card", "became", "to", "request", "made_by"
    )
    return changes.filter(request=request).first()


CHANGE = RequestKind(
    name=KIND,
    title=_("Смена тарифа"),
    advance=advance,
    cancel=cancel,
    may_cancel=may_cancel,
    facts=facts,
)
