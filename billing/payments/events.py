"""What people are told of payments (N6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event

RECEIVED = Event(
    name="billing.payment",
    title=_("Счёт пополнен"),
    about=_("когда пришли деньги: с карты, через СБП, автоплатежом"),
    place=30,
)
AUTO_STOPPED = Event(
    name="billing.auto_stopped",
    title=_("Автоплатёж остановлен"),
    about=_("если банк отказал или номер стал недоступен"),
    place=31,
)
EVENTS = (RECEIVED, AUTO_STOPPED)
