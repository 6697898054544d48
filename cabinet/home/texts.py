"""The words of SMS about one's own data and the cabinet's end, in the line's language."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from cabinet.sms.texts import SmsTemplate, register, say

COPY_READY = register(
    SmsTemplate(
        name="home.copy_ready",
        title=gettext_lazy("Копия данных готова"),
        words=gettext_lazy("Копия ваших данных готова, сутки ждёт здесь: {link}"),
        example={"link": "https://my.operator.ru/settings/my-data/"},
        segments=2,
        must=("link",),
    )
)
CLOSING_ORDERED = register(
    SmsTemplate(
        name="home.closing_ordered",
        title=gettext_lazy("Попросили закрыть кабинет"),
        words=gettext_lazy("Кабинет закроется {day}. Это не вы или передумали? {link}"),
        example={"day": "24.11.2026", "link": "https://my.operator.ru/settings/close/"},
        segments=2,
        must=("link",),
    )
)
CLOSING_TOMORROW = register(
    SmsTemplate(
        name="home.closing_tomorrow",
        title=gettext_lazy("Кабинет закроется завтра"),
        words=gettext_lazy("Завтра кабинет закроется. Передумали? {link}"),
        example={"link": "https://my.operator.ru/settings/close/"},
        segments=2,
        must=("link",),
    )
)
CLOSING_CANCELLED = register(
    SmsTemplate(
        name="home.closing_cancelled",
        title=gettext_lazy("Передумали закрывать кабинет"),
        words=gettext_lazy("Кабинет не закроется: вы передумали"),
    )
)
CLOSED = register(
    SmsTemplate(
        name="home.closed",
        title=gettext_lazy("Кабинет закрыт"),
        words=gettext_lazy("Кабинет закрыт, данные для входа удалены. Договор и номер действуют"),
    )
)


def copy_ready_facts() -> dict[str, str]:
    """The facts of `COPY_READY`."""
    return {"link": _link("my-data")}


def closing_ordered_text(*, at: datetime) -> str:
    return say(CLOSING_ORDERED, day=f"{timezone.localtime(at):%d.%m.%Y}", link=_link("close-cabinet"))


def closing_tomorrow_text() -> str:
    return say(CLOSING_TOMORROW, link=_link("close-cabinet"))


def closing_cancelled_text() -> str:
    return say(CLOSING_CANCELLED)


def cabinet_closed_text() -> str:
    return say(CLOSED)


def _link(name: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(name)}"
