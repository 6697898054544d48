"""What is said to who waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.sms.texts import SmsTemplate, register
from chat.viewers import Viewer

NOT_IN_TIME = register(
    SmsTemplate(
        name="chat.not_in_time",
        title=gettext_lazy("Специалист не успел ответить в обещанное время"),
        words=gettext_lazy("Специалист пока не ответил, извините. Ответим, и придёт SMS: {link}"),
        example={"link": "https://my.operator.ru/chat/0b8e4a52-6f0d-4c39-9b1e-2f7d5c1a8e64/"},
        segments=3,
        must=("link",),
    )
)


def not_in_time(data: dict[str, Any], viewer: Viewer) -> str:
    """The thread's line of a promise that was not kept. The time is in the zone that is active: the contract's."""
    until = timezone.localtime(datetime.fromisoformat(data["until"]))
    at = {"time": date_format(until, "H:i")}
    if viewer.at_desk:
        return _("Не ответили в обещанное время. Абоненту обещан ответ до %(time)s") % at
    return (
        _(
            "Не успели ответить вовремя, извините. Вы первые в очереди: ответим до %(time)s и пришлём SMS. "
            "Ждать на странице не нужно."
        )
        % at
    )
