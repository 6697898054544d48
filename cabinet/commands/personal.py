"""What is kept of commands and calls, for a day (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.accounts.personal.own import own_lines
from cabinet.commands.models import Exchange
from cabinet.commands.services.exchange import forget_number
from cabinet.core.personal_data import PersonalData, Row


def _numbers(user: User) -> list[str]:
    """Their numbers of now: what is kept under those of before was forgotten when they were closed."""
    return [str(line.msisdn) for line in own_lines(user).filter(closed_at=None).exclude(msisdn=None)]


def _export(user: User, now: datetime) -> Iterator[Row]:
    for exchange in Exchange.objects.filter(msisdn__in=_numbers(user)).order_by("pk"):
        yield {"at": exchange.started_at, "number": exchange.msisdn, "channel": exchange.get_channel_display()}


def _erase(user: User, now: datetime) -> None:
    for msisdn in _numbers(user):
        forget_number(msisdn=msisdn)


COMMANDS = PersonalData(
    name="commands",
    models=("commands.Exchange", "commands.ExchangeStep"),
    about=_("Когда с ваших номеров набирали команды и звонили в голосовое меню. Хранится сутки."),
    fields={"at": _("Когда"), "number": _("Номер"), "channel": _("Канал")},
    export=_export,
    erase=_erase,
)
