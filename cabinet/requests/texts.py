"""The words of SMS about requests, in the line's language. Each fits one segment of 70 UCS-2 characters."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cabinet.accounts.models import BlockReason, Line
from cabinet.requests.models import Request, RequestStatus
from cabinet.sms.texts import SmsTemplate, register, say

REQUEST: dict[str, str | Promise] = {"number": "123456789", "title": gettext_lazy("Перейти со своим номером")}
LINE = {"line": "900 123-45-67"}

DONE = register(
    SmsTemplate(
        name="requests.done",
        title=gettext_lazy("Заявка выполнена"),
        words=gettext_lazy("Заявка {number} выполнена: {title}"),
        example=REQUEST,
    )
)
REFUSED = register(
    SmsTemplate(
        name="requests.refused",
        title=gettext_lazy("По заявке отказано"),
        words=gettext_lazy("Заявка {number}: отказано. {title}"),
        example=REQUEST,
    )
)
OPENED = register(
    SmsTemplate(
        name="requests.opened",
        title=gettext_lazy("Номер перешёл от другого оператора: первое SMS"),
        words=gettext_lazy("{line} теперь у нас. Номер уже в вашем кабинете"),
        example=LINE,
    )
)
BLOCKED_AS_LOST = register(
    SmsTemplate(
        name="requests.blocked_as_lost",
        title=gettext_lazy("Номер заблокирован, телефон потерян: на другие номера"),
        words=gettext_lazy("{line} заблокирован: потерян. Не вы? Звоните {phone}"),
        example=LINE,
    )
)
BLOCKED = register(
    SmsTemplate(
        name="requests.blocked",
        title=gettext_lazy("Номер заблокирован на время: на другие номера"),
        words=gettext_lazy("{line} временно заблокирован. Не вы? Звоните {phone}"),
        example=LINE,
    )
)
UNBLOCKED = register(
    SmsTemplate(
        name="requests.unblocked",
        title=gettext_lazy("Номер разблокирован: на другие номера"),
        words=gettext_lazy("{line} разблокирован. Не вы? Звоните {phone}"),
        example=LINE,
    )
)


def result(request: Request) -> tuple[str, dict[str, object]]:
    """How a request ended: the name of the message, and its facts."""
    template = DONE if request.status == RequestStatus.DONE else REFUSED
    return template.name, {"number": request.number, "title": request.about.title}


def blocked(line: Line) -> str:
    """For the other numbers of who owns a blocked one."""
    return say(BLOCKED_AS_LOST if line.block_reason == BlockReason.LOSS else BLOCKED, line=line)


def unblocked(line: Line) -> str:
    return say(UNBLOCKED, line=line)
