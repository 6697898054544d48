"""«Приостановить на время»: home internet and television rest between two days, and cost nothing meanwhile (T9).

What was paid for is not lost: the paid period is as much longer as the rest was. The wish is a `Request`: it waits for
its day, is under way while the line rests, and is done when the line works again. A change of tariff and a pause never
meet.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from billing.models import Bucket
from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, LineKind, User
from cabinet.accounts.services.line_state import lock
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin
from cabinet.core.templatetags.portal import written_date
from cabinet.network.models import Operation, OrderStatus
from cabinet.network.selectors import order_named
from cabinet.network.services.orders import order
from cabinet.requests.models import OPEN, Request, RequestStatus
from cabinet.requests.services.steps import locked, look_again, move, open_request
from subscriptions.charging import network
from subscriptions.charging.holding import hold
from subscriptions.charging.periods import day_of
from subscriptions.models import Kind, Status, Subscription
from subscriptions.selectors import live, planned_change

PAUSE = "pause"  # the kind of request
MAY_REST = (LineKind.HOME, LineKind.TV)
SHORTEST, LONGEST, FARTHEST = timedelta(days=1), timedelta(days=90), timedelta(days=60)
FIRST_LOOK, LOOK = timedelta(seconds=1), timedelta(seconds=20)


class CannotRest(DomainError):
    code = "cannot_rest"
    message = _("Этот номер приостановить нельзя.")


class RestsAlready(DomainError):
    code = "rests_already"
    message = _("Приостановка уже заказана. Её видно в «Заявках».")


class DaysUnfit(DomainError):
    code = "days_unfit"
    message = _("Начать можно от сегодняшнего дня до двух месяцев вперёд, отдыхать — от одного дня до 90.")


class NothingPaid(DomainError):
    code = "nothing_paid"
    message = _("Сейчас тариф не оплачен, приостанавливать нечего. Сначала пополните счёт.")


class ChangePlanned(DomainError):
    code = "change_planned"
    message = _("На этом номере запланирована смена тарифа. Сначала отмените её или дождитесь.")


class DoesNotRest(DomainError):
    code = "does_not_rest"
    message = _("Приостановки нет: всё работает.")


def may_rest(line: Line, tariff: Subscription | None) -> bool:
    """Whether `line`, whose `tariff` that is, can be paused for some days, or is paused."""
    return line.kind in MAY_REST and tariff is not None and tariff.status in (Status.ACTIVE, Status.PAUSED)


def standing_pause(line: Line) -> Request | None:
    """The pause of `line` that waits for its day or is under way."""
    return Request.objects.filter(line=line, kind=PAUSE, status__in=OPEN).order_by("-pk").first()


@transaction.atomic
def pause(
    *,
    line: Line,
    first: date,
    until: date,
    by: User,
    now: datetime,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
) -> Request:
    """Let `line` rest from the day `first` (today: at once) until the midnight that begins `until`.

    Raises `NotFound`, `CannotRest`, `DaysUnfit`, `NothingPaid`, `ChangePlanned`; `RestsAlready` while another is open.
    """
    require(by, line, Right.MANAGE, now)
    line = hold(lock(line.pk))
    if line.kind not in MAY_REST or line.closed_at is not None:
        raise CannotRest
    zone = ZoneInfo(line.contract.time_zone)
    today = day_of(now, zone)
    if not today <= first <= today + FARTHEST or not SHORTEST <= until - first <= LONGEST:
        raise DaysUnfit
    if standing_pause(line) is not None:
        raise RestsAlready
    if first == today:
        _require_paid(line)
    begins = now if first == today else _midnight(first, zone)
    request = open_request(
        kind=PAUSE,
        user=line.contract.owner,
        line=line,
        made_by=by,
        channel=channel,
        origin=origin,
        now=now,
        only_one=f"pause:{line.pk}",
        payload={"first": first.isoformat(), "until": until.isoformat()},
        due_at=begins,
        next_step_at=begins,
        note="" if first == today else _("Приостановим, когда придёт день."),
    )
    if first == today:
        _begin(request, line, now)
    return request


@transaction.atomic
def resume(*, line: Line, by: User, now: datetime) -> Request:
    """End the pause of `line` early; one that has not begun is taken back. Raises `NotFound`, `DoesNotRest`."""
    require(by, line, Right.MANAGE, now)
    standing = standing_pause(line)
    if standing is None:
        raise DoesNotRest
    request = locked(standing)
    if not request.is_open:
        raise DoesNotRest
    if request.status == RequestStatus.ACCEPTED:
        move(request, to=RequestStatus.CANCELLED, now=now, made_by=by)
    else:
        _wake(request, now=now, by=by)
    return request


@transaction.atomic
def advance(request: Request, now: datetime) -> None:
    """Its next step: begin on its day, hear what the network did, end on the last day."""
    request = locked(request)
    line = request.line
    if not request.is_open or line is None:
        return
    if request.status == RequestStatus.ACCEPTED:
        _begin(request, line, now)
        return
    told = order_named(request.result.get("order"))
    if now >= _until(request):
        _wake(request, now=now, by=None)
    elif told is not None and told.is_waiting:
        look_again(request, at=now + LOOK)
    elif told is not None and told.status == OrderStatus.DONE:
        look_again(request, at=_until(request))
    else:
        _awaken(request, now)
        move(request, to=RequestStatus.REFUSED, now=now, note=_("Сеть отказала: всё работает как раньше."))


def _begin(request: Request, line: Line, now: datetime) -> None:
    line = hold(line)
    try:
        _require_paid(line)
    except DomainError as error:
        move(request, to=RequestStatus.REFUSED, now=now, note=error.message)
        return
    held = [each for each in live([line]) if each.status == Status.ACTIVE]
    Subscription.objects.filter(pk__in=[each.pk for each in held]).update(status=Status.PAUSED, due_at=None)
    told = order(operation=Operation.SUSPEND, msisdn=line.msisdn or line.number, line_public_id=line.public_id, now=now)
    move(
        request,
        to=RequestStatus.WORKING,
        now=now,
        note=_("Приостановлено. Денег за это время не берём."),
        next_step_at=now + FIRST_LOOK,
        due_at=_until(request),
        result={"order": str(told.public_id), "began": now.isoformat()},
    )


def _wake(request: Request, *, now: datetime, by: User | None) -> None:
    """The line works again, and the network is told; staff hear of it if it refuses."""
    line = request.line
    assert line is not None  # noqa: S101 - a pause is always about a line
    _awaken(request, now)
    tariffs = live([line]).filter(kind=Kind.TARIFF, status=Status.ACTIVE)
    network.tell(suspended=(), resumed=tariffs, ended=(), now=now)
    move(request, to=RequestStatus.DONE, now=now, made_by=by, note=_("Снова работает. Оплаченные дни сдвинуты."))


def _awaken(request: Request, now: datetime) -> None:
    """What rests works again, paid for as many days longer as it rested; with a new anchor: months differ in length."""
    assert request.line is not None  # noqa: S101 - a pause is always about a line
    line = hold(request.line)
    zone = ZoneInfo(line.contract.time_zone)
    began = datetime.fromisoformat(request.result["began"])
    rested = timedelta(days=(day_of(now, zone) - day_of(began, zone)).days)
    resting = [each for each in live([line]) if each.status == Status.PAUSED]
    for each in resting:
        each.status = Status.ACTIVE
        if each.paid_until is not None:
            each.paid_until = _later(each.paid_until, rested, zone)
            each.anchor, each.periods = day_of(each.paid_until, zone), 0
        if each.trial_until is not None:
            each.trial_until = each.paid_until
        if each.ends_at is not None:
            each.ends_at = _later(each.ends_at, rested, zone)
        each.due_at = each.paid_until
        each.save(update_fields=["status", "paid_until", "anchor", "periods", "trial_until", "ends_at", "due_at"])
    names = [str(each.public_id) for each in resting]
    packages = Bucket.objects.filter(line=line, source__in=Kind.values, source_id__in=names, until_at__gt=began)
    packages.update(until_at=F("until_at") + rested)


def _require_paid(line: Line) -> None:
    """That there is something to rest, and nothing that would change it meanwhile."""
    if planned_change(line) is not None:
        raise ChangePlanned
    if not live([line]).filter(kind=Kind.TARIFF, status=Status.ACTIVE).exists():
        raise NothingPaid


def _until(request: Request) -> datetime:
    assert request.line is not None  # noqa: S101 - a pause is always about a line
    return _midnight(date.fromisoformat(request.payload["until"]), ZoneInfo(request.line.contract.time_zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _later(moment: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    """As many days of the calendar later, whatever the clock did meanwhile."""
    here = moment.astimezone(zone)
    return datetime.combine(here.date() + by, here.time(), zone)


def facts(request: Request) -> list[tuple[str, str]]:
    """What the page of the request tells."""
    asked = request.payload
    return [(str(_("Отдыхает с")), _day(asked["first"])), (str(_("Снова работает с")), _day(asked["until"]))]


def _day(written: str) -> str:
    return written_date(date.fromisoformat(written), with_year=True)
