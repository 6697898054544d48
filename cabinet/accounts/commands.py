"""What a telephone may ask about access, by USSD or SMS (N4, A6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.services.codes import LIFE
from cabinet.accounts.services.temporary import send_temporary_password
from cabinet.core.channels import Channel
from cabinet.core.commands import Caller, Command, Fields
from cabinet.sms.texts import SmsTemplate, register, render

PASSWORD_SENT = register(
    SmsTemplate(
        name="accounts.command_password",
        title=_("Ответ на команду *110*9#"),
        words=_("Временный пароль отправлен вам в SMS. Действует {minutes} минут. Никому его не говорите"),
        example={"minutes": "10"},
        segments=2,
    )
)


def _password(caller: Caller, _fields: Fields, now: datetime) -> str:
    """To who asks by SMS the password itself is the answer."""
    send_temporary_password(msisdn=caller.msisdn, channel=caller.channel, now=now)
    if caller.channel == Channel.SMS:
        return ""
    return render(PASSWORD_SENT.name, caller.language, minutes=int(LIFE.total_seconds() // 60))


COMMANDS = (
    Command(
        name="accounts.password",
        ussd="*110*9#",
        sms=("ПАРОЛЬ", "PASSWORD"),
        about=_("временный пароль"),
        run=_password,
    ),
)
