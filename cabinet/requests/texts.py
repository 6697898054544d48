"""The words of SMS about requests, in the line's language. Each fits one segment of 70 UCS-2 characters."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import BlockReason, Line
from cabinet.core import brand
from cabinet.requests.models import Request, RequestStatus
from cabinet.sms.texts import SmsTemplate

DONE = SmsTemplate(
    name="requests.done",
    title=_("Заявка выполнена"),
    words=_("Заявка {number} выполнена: {title}"),
    example={"number": "123456789", "title": "Блокировка номера"},
)
REFUSED = SmsTemplate(
    name="requests.refused",
    title=_("В заявке отказано"),
    words=_("Заявка {number}: отказано. {title}"),
    example={"number": "123456789", "title": "Переход со своим номером"},
)
OPENED = SmsTemplate(
    name="requests.opened",
    title=_("Номер перешёл от другого оператора: первое SMS на нём"),
    words=_("{line} теперь у нас. Номер уже в вашем кабинете"),
    example={"line": "903 123-45-67"},
)
TEMPLATES = (DONE, REFUSED, OPENED)


def result(request: Request) -> tuple[str, dict[str, object]]:
    """How a request ended: the name of the message, and its facts."""
    template = DONE if request.status == RequestStatus.DONE else REFUSED
    return template.name, {"number": request.number, "title": request.about.title}


def blocked(line: Line) -> str:
    """For the other numbers of who owns a blocked one."""
    words = (
        gettext("%(line)s заблокирован: потерян. Не вы? Звоните %(phone)s")
        if line.block_reason == BlockReason.LOSS
        else gettext("%(line)s временно заблокирован. Не вы? Звоните %(phone)s")
    )
    return words % {"line": line, "phone": brand.current().support_phone}


def unblocked(line: Line) -> str:
    return gettext("%(line)s разблокирован. Не вы? Звоните %(phone)s") % {
        "line": line,
        "phone": brand.current().support_phone,
    }
