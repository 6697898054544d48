"""What is kept of sending money, asking for it and asking to be called (A15). Numbers of others are masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.models import CallMe, MoneyRequest, PhonePreference, Transfer
from cabinet.accounts.models import User
from cabinet.accounts.personal.own import number_for, own_lines
from cabinet.core.personal_data import PersonalData, Row
from cabinet.core.phones import masked


def _transfers(user: User, now: datetime) -> Iterator[Row]:
    """What was sent; what came stands among the operations."""
    sent = Transfer.objects.filter(from_line__contract__owner=user).select_related("from_line__contract")
    for transfer in sent.order_by("pk").iterator():
        yield {
            "at": transfer.created_at,
            "number": number_for(user, transfer.from_line),
            "to": masked(transfer.msisdn),
            "amount": transfer.amount,
            "state": transfer.get_status_display(),
        }


def _asked(user: User, now: datetime) -> Iterator[Row]:
    mine = {line.pk: line for line in own_lines(user)}
    for wish in MoneyRequest.objects.filter(asker__in=mine).order_by("pk").iterator():
        yield {
            "at": wish.created_at,
            "number": number_for(user, mine[wish.asker_id]),
            "to": masked(wish.msisdn),
            "what": _("попросили денег"),
            "amount": wish.amount,
        }
    for call in CallMe.objects.filter(line__in=mine).order_by("pk").iterator():
        yield {
            "at": call.at,
            "number": number_for(user, mine[call.line_id]),
            "to": masked(call.msisdn),
            "what": _("попросили перезвонить"),
            "amount": "",
        }


def _forget_asked(user: User, now: datetime) -> None:
    """What a transfer answered stays with it, without the number."""
    mine = own_lines(user).values("pk")
    CallMe.objects.filter(line__in=mine).delete()
    MoneyRequest.objects.filter(asker__in=mine, transfer=None).delete()
    MoneyRequest.objects.filter(asker__in=mine).update(msisdn="", made_by=None)


def _preferences(user: User, now: datetime) -> Iterator[Row]:
    chosen = PhonePreference.objects.filter(line__in=own_lines(user)).select_related("line__contract")
    for row in chosen.order_by("pk"):
        yield {
            "number": number_for(user, row.line),
            "takes_call_me": row.takes_call_me,
            "takes_money_requests": row.takes_money_requests,
        }


TRANSFERS = PersonalData(
    name="transfers",
    models=("billing.Transfer",),
    about=_("Переводы с ваших номеров. Чужие номера показаны не целиком."),
    fields={
        "at": _("Когда"),
        "number": _("С номера"),
        "to": _("Кому"),
        "amount": _("Сумма"),
        "state": _("Состояние"),
    },
    export=_transfers,
    kept_because=_("Закон о бухгалтерском учёте обязывает хранить движения денег не меньше пяти лет."),
)
ASKED = PersonalData(
    name="asked",
    models=("billing.MoneyRequest", "billing.CallMe"),
    about=_("У кого вы просили денег и кого просили перезвонить. Чужие номера показаны не целиком."),
    fields={
        "at": _("Когда"),
        "number": _("С номера"),
        "to": _("Кого"),
        "what": _("О чём"),
        "amount": _("Сумма"),
    },
    export=_asked,
    erase=_forget_asked,
)
STRANGERS = PersonalData(
    name="strangers",
    models=("billing.PhonePreference",),
    about=_("Можно ли просить ваши номера перезвонить и просить у них денег."),
    fields={
        "number": _("Номер"),
        "takes_call_me": _("Можно просить перезвонить"),
        "takes_money_requests": _("Можно просить денег"),
    },
    export=_preferences,
    kept_because=_("Номер работает дальше: без этой записи просьбы начались бы снова."),
)
ALL = (TRANSFERS, ASKED, STRANGERS)
