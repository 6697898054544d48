"""The words of SMS about appeals."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cabinet.requests.models import Request
from cabinet.sms.texts import SmsTemplate, register

LINK = "https://my.operator.ru/requests/0b8e4a52-6f0d-4c39-9b1e-2f7d5c1a8e64/"
TAKEN = register(
    SmsTemplate(
        name="chat.appeal_taken",
        title=_("Обращение взяли в работу"),
        words=_("Обращение {number}: разбираемся, ответим до {day}"),
        example={"number": "123456789", "day": "28.12.2026"},
    )
)
ANSWERED = register(
    SmsTemplate(
        name="chat.appeal_answered",
        title=_("На обращение ответили"),
        words=_("Ответ на обращение {number}: {link}"),
        example={"number": "123456789", "link": LINK},
        segments=2,
        must=("link",),
    )
)


def link_to(request: Request) -> str:
    """The address of the appeal's page, as a message tells it."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("request", args=[request.public_id])
