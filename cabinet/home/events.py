"""What people are told of their own data (N6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event

COPY = Event(name="home.copy", title=_("Копия ваших данных готова"), about=_("если вы её заказали"))
CLOSING = Event(
    name="home.closing",
    title=_("Закрытие кабинета"),
    about=_("когда его запросили и когда он закроется"),
    security=True,
)
EVENTS = (COPY, CLOSING)
