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


_TIMES = {"from": "14:00", "until": "16:00", "again": "14:20", "link": "https://my.operator.ru/call-back/"}
REMINDER = register(
    SmsTemplate(
        name="chat.call_back_soon",
        title=gettext_lazy("Обратный звонок: скоро позвоним"),
        words=gettext_lazy("Позвоним вам сегодня с {from} до {until}, как вы просили"),
        example=_TIMES,
        must=("from", "until"),
    )
)
MISSED = register(
    SmsTemplate(
        name="chat.call_back_missed",
        title=gettext_lazy("Обратный звонок: не дозвонились, позвоним ещё"),
        words=gettext_lazy("Звонили вам, как вы просили, и не дозвонились. Позвоним ещё раз около {again}"),
        example=_TIMES,
        segments=2,
        must=("again",),
    )
)
NOT_REACHED = register(
    SmsTemplate(
        name="chat.call_back_not_reached",
        title=gettext_lazy("Обратный звонок: не дозвонились трижды"),
        words=gettext_lazy("Звонили трижды и не дозвонились. Заказать звонок снова: {link}"),
        example=_TIMES,
        segments=2,
        must=("link",),
    )
)
ORDERED = register(
    SmsTemplate(
        name="chat.call_back_ordered",
        title=gettext_lazy("Обратный звонок заказан командой: ответ"),
        words=gettext_lazy("Специалист позвонит вам с {from} до {until}. Заявка {number}"),
        example={"number": "123456789", "from": "14:00", "until": "16:00"},
        must=("from", "until"),
    )
)


def times(begins: datetime, ends: datetime) -> dict[str, str]:
    """Two moments as messages name them, by the clock that they carry; the day is named unless it is today."""
    is_today = begins.date() == timezone.now().astimezone(begins.tzinfo).date()
    return {"from": date_format(begins, "H:i" if is_today else "j E H:i"), "until": date_format(ends, "H:i")}
