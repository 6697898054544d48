"""The words of SMS about one's own data and the cabinet's end, in the line's language."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.sms.texts import SmsTemplate

COPY_READY = SmsTemplate(
    name="home.copy_ready",
    title=gettext_lazy("Копия данных готова"),
    words=gettext_lazy("Копия ваших данных готова, сутки ждёт здесь: {link}"),
    example={"link": "https://portal.example/my-data/"},
)


def copy_ready_facts() -> dict[str, str]:
    return {"link": _link("my-data")}


def closing_ordered_text(*, at: datetime) -> str:
    return _("Кабинет закроется %(day)s. Это не вы или передумали? %(link)s") % {
        "day": _day(at),
        "link": _link("close-cabinet"),
    }


def closing_tomorrow_text() -> str:
    return _("Завтра кабинет закроется. Передумали? %(link)s") % {"link": _link("close-cabinet")}


def closing_cancelled_text() -> str:
    return _("Кабинет не закроется: вы передумали")


def cabinet_closed_text() -> str:
    return _("Кабинет закрыт, данные для входа удалены. Договор и номер действуют")


def _link(name: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(name)}"


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y}"
