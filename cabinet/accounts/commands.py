"""What a telephone may ask about access, by USSD or SMS (N4, A6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.services.codes import LIFE
from cabinet.accounts.services.temporary import send_temporary_password
from cabinet.core import phones
from cabinet.core.aloud import phone_aloud
from cabinet.core.channels import Channel
from cabinet.core.commands import Caller, Command, Fields
from cabinet.sms.texts import SmsTemplate, register, render

PASSWORD_SENT = register(
    SmsTemplate(
        name="accounts.command_password",
        title=_("Ответ на команду *110*9#"),
        words=_(
            "Временный пароль отправлен вам в SMS: это код для входа. Действует {minutes} минут. Никому его не говорите"
        ),
        example={"minutes": "10"},
        segments=2,
    )
)
OWN_NUMBER = register(
    SmsTemplate(
        name="accounts.command_number",
        title=_("Ответ на команду *110*10#, и голосовое меню"),
        words=_("Ваш номер: {number}"),
        example={"number": "+7 903 123-45-67"},
    )
)


def _password(caller: Caller, _fields: Fields, now: datetime) -> str:
    """To who asks by SMS the password itself is the answer."""
    send_temporary_password(msisdn=caller.msisdn, channel=caller.channel, now=now)
    if caller.channel == Channel.SMS:
        return ""
    return render(PASSWORD_SENT.name, caller.language, minutes=int(LIFE.total_seconds() // 60))


def _number(caller: Caller, _fields: Fields, _now: datetime) -> str:
    read_aloud = phone_aloud(caller.msisdn, caller.language) if caller.listens else None
    return render(OWN_NUMBER.name, caller.language, number=read_aloud or phones.international(caller.msisdn))


COMMANDS = (
    Command(
        name="accounts.password",
        ussd="*110*9#",
        sms=("ПАРОЛЬ", "PASSWORD"),
        about=_("временный пароль"),
        run=_password,
    ),
    Command(name="accounts.number", ussd="*110*10#", sms=("НОМЕР", "NUMBER"), about=_("ваш номер"), run=_number),
)
