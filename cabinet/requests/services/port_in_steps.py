"""What the sweep does with a number on its way here: asks the other operator, follows the answer, opens the line."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Contract
from cabinet.accounts.services.lines import NumberTaken, open_line
from cabinet.accounts.services.notify import notify
from cabinet.core.channels import Channel
from cabinet.network.models import NetworkOrder, Operation, OrderStatus
from cabinet.network.selectors import order_named
from cabinet.network.services.orders import forget, order, withdraw
from cabinet.requests import texts
from cabinet.requests.events import RESULT
from cabinet.requests.models import PortPaper, Request, RequestStatus
from cabinet.requests.services.port_in import papers
from cabinet.requests.services.steps import Words, locked, look_again, move

SOON = timedelta(seconds=1)
LONGEST_LOOK = timedelta(minutes=1)
SENDING, ASKED, AGREED = "sending", "asked", "agreed"  # how far it has come: `result["stage"]`

REASONS: dict[str, Words] = {
    "debt": _("Прежний оператор отказал: на номере долг. Погасите его и подайте заявку снова."),
    "data": _("Прежний оператор отказал: документ не совпал с договором. Проверьте данные и подайте заявку снова."),
    "not_served": _("Прежний оператор отказал: этот номер не у него. Проверьте, какого оператора вы выбрали."),
    "cancelled": _("Перенос отменён."),
}
REFUSED = _("Прежний оператор отказал в переносе. Позвоните ему, чтобы узнать причину.")
TAKEN = _("Этот номер уже открыт на другом договоре. Позвоните в поддержку: специалист разберётся.")


@transaction.atomic
def advance_port_in(request: Request, now: datetime) -> None:
    request = locked(request)
    if not request.is_open:
        return
    stage = request.result.get("stage")
    if stage is None:
        _send(request, now)
    elif stage == SENDING:
        _was_sent(request, now)
    else:
        _follow(request, now)


def cancel_port_in(request: Request, now: datetime) -> None:
    """What the other operator has heard of is called back; what it has not, it never hears."""
    PortPaper.objects.filter(request=request).update(document=b"")
    told = request.result.get("order")
    if told is None or withdraw(public_id=told, now=now):
        return
    order(
        operation=Operation.CANCEL_TRANSFER,
        msisdn=request.payload["msisdn"],
        details={"application": str(request.public_id)},
        now=now,
    )


def _send(request: Request, now: datetime) -> None:
    """Order it of the network, and keep the document no longer: from here on the order carries it, encrypted too."""
    asked = request.payload
    told = order(
        operation=Operation.TRANSFER,
        msisdn=asked["msisdn"],
        details={
            "application": str(request.public_id),
            "donor": asked["donor"],
            "document": papers.unseal(bytes(request.paper.document)),
            "on": asked["on"],
        },
        now=now,
    )
    PortPaper.objects.filter(request=request).update(document=b"")
    move(
        request,
        to=RequestStatus.WORKING,
        now=now,
        note=_("Отправляем заявку прежнему оператору."),
        next_step_at=now + SOON,
        result={"stage": SENDING, "order": str(told.public_id)},
    )


def _was_sent(request: Request, now: datetime) -> None:
    told = order_named(request.result["order"])
    if told is not None and told.is_waiting:
        look_again(request, at=now + _patience(told, now))
    elif told is not None and told.status == OrderStatus.REFUSED:
        _refuse(request, told.error, now)
    else:  # done; or nobody knows, which the other operator's answer will tell
        _stage(request, ASKED, _("Прежний оператор получил заявку. Ответит в течение двух дней."), now)


def _follow(request: Request, now: datetime) -> None:
    """Ask the network how it stands, and act upon the answer to the last question."""
    question = order_named(request.result.get("question"))
    if question is None:
        asked = order(
            operation=Operation.TRANSFER_STATE,
            msisdn=request.payload["msisdn"],
            details={"application": str(request.public_id)},
            now=now,
        )
        look_again(request, at=now + SOON, result={**request.result, "question": str(asked.public_id)})
        return
    if question.is_waiting:
        look_again(request, at=now + _patience(question, now))
        return
    forget(public_id=question.public_id)
    request.result.pop("question")
    match question.facts.get("state"):
        case "moved":
            _open_line(request, now)
        case "refused":
            _refuse(request, question.facts.get("reason", ""), now)
        case "agreed" if request.result["stage"] == ASKED:
            _stage(request, AGREED, _("Прежний оператор согласен. Номер перейдёт в назначенный день."), now)
        case _:
            again = now + timedelta(seconds=settings.PORT_IN_LOOK)
            look_again(request, at=again, result=request.result)


def _stage(request: Request, stage: str, note: Words, now: datetime) -> None:
    result = {**request.result, "stage": stage}
    move(request, to=RequestStatus.WORKING, now=now, note=note, next_step_at=now + SOON, result=result)


def _refuse(request: Request, reason: str, now: datetime) -> None:
    move(request, to=RequestStatus.REFUSED, now=now, note=REASONS.get(reason, REFUSED), result={"reason": reason})


def _open_line(request: Request, now: datetime) -> None:
    """The number is here: from now on it is a line of the contract, unless somebody else got it meanwhile."""
    msisdn = request.payload["msisdn"]
    contract = Contract.objects.select_for_update(no_key=True).filter(number=request.payload["contract"]).first()
    if contract is None or contract.owner_id != request.user_id:
        move(request, to=RequestStatus.REFUSED, now=now, note=TAKEN)
        return
    try:
        line = open_line(
            contract=contract,
            number=msisdn,
            msisdn=msisdn,
            now=now,
            made_by=request.made_by,
            channel=Channel(request.channel),
        )
    except NumberTaken:
        move(request, to=RequestStatus.REFUSED, now=now, note=TAKEN)
        return
    facts, key = {"line": line}, f"opened:{request.number}"
    notify(event=RESULT.name, line=line, template=texts.OPENED.name, facts=facts, now=now, dedup_key=key)
    note = _("Номер перешёл к нам и уже стоит в вашем кабинете.")
    move(request, to=RequestStatus.DONE, now=now, note=note, result={"line": str(line.public_id)})


def _patience(told: NetworkOrder, now: datetime) -> timedelta:
    return min(max((now - told.created_at) / 4, SOON), LONGEST_LOOK)
