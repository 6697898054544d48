"""What people are told of their requests (N6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event

RESULT = Event(
    name="requests.result",
    title=_("Заявка выполнена или отказана"),
    about=_("когда по заявке есть ответ"),
    place=20,
)
BLOCKING = Event(
    name="requests.blocking",
    title=_("Блокировка и разблокировка номера"),
    about=_("на другие ваши номера"),
    security=True,
)
EVENTS = (RESULT, BLOCKING)
