"""The words of SMS about requests, in the line's language. Each fits one segment of 70 UCS-2 characters."""

from __future__ import annotations

from django.utils.translation import gettext

from cabinet.accounts.models import BlockReason, Line
from cabinet.core import brand
from cabinet.requests.models import Request, RequestStatus


def result(request: Request) -> str:
    """How a request ended."""
    words = (
        gettext("Заявка %(number)s выполнена: %(title)s")
        if request.status == RequestStatus.DONE
        else gettext("Заявка %(number)s: отказано. %(title)s")
    )
    return words % {"number": request.number, "title": request.about.title}


def opened(line: Line) -> str:
    """The first SMS on a number that came from another operator."""
    return gettext("%(line)s теперь у нас. Номер уже в вашем кабинете") % {"line": line}


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
