"""What a telephone may ask about money (N4, N5)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from billing.selectors import balance_of
from cabinet.accounts.access import Right
from cabinet.accounts.hearing import may_hear, person_behind
from cabinet.accounts.models import SecurityEventKind
from cabinet.accounts.services.journal import record
from cabinet.core.aloud import rub_aloud
from cabinet.core.commands import Caller, Command, Fields
from cabinet.core.errors import DomainError
from cabinet.core.money import plain_rub
from cabinet.sms.texts import SmsTemplate, register, render

BALANCE_TOLD = register(
    SmsTemplate(
        name="billing.command_balance",
        title=_("Ответ на команду *102#"),
        words=_("Баланс: {balance} на {time}"),
        example={"balance": _("1234,50 руб."), "time": "24.11 12:05"},
    )
)
BALANCE_ALOUD = register(
    SmsTemplate(
        name="billing.voice_balance",
        title=_("Голосовое меню: баланс"),
        words=_("На вашем счёте {balance}."),
        example={"balance": _("сто двадцать три рубля, сорок копеек")},
    )
)


class BalanceNotYours(DomainError):
    code = "balance_not_yours"
    message = _("Баланс по этому номеру сообщить нельзя: его видит только владелец договора.")


def _balance(caller: Caller, _fields: Fields, now: datetime) -> str:
    """The balance that the page shows to who signs in by this line. Raises `BalanceNotYours`."""
    line = caller.line
    if not may_hear(line, Right.SEE_BALANCE, now=now):
        raise BalanceNotYours
    amount = balance_of(line=line, now=now).amount
    record(SecurityEventKind.BALANCE_TOLD, now=now, user=person_behind(line), line=line, channel=caller.channel)
    if caller.listens:
        return render(BALANCE_ALOUD.name, caller.language, balance=rub_aloud(amount, caller.language))
    with translation.override(caller.language):
        words = plain_rub(amount)
    at = now.astimezone(ZoneInfo(line.contract.time_zone))
    return render(BALANCE_TOLD.name, caller.language, balance=words, time=f"{at:%d.%m %H:%M}")


BALANCE = Command(name="billing.balance", ussd="*102#", sms=("БАЛАНС", "BALANCE"), about=_("баланс"), run=_balance)
