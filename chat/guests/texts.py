"""What guests are sent by SMS, and what their thread says by itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core import phones
from cabinet.sms.texts import SmsTemplate, register
from chat.viewers import Viewer

LINK = "https://my.operator.ru/ask/jx3YpC0mVh7sTq2Lw9RbE1dK/"

ASKED = register(
    SmsTemplate(
        name="chat.guest_link",
        title=gettext_lazy("Ссылка на вопрос, заданный без входа"),
        words=gettext_lazy("Ваш вопрос принят. Ответ будет здесь: {link}"),
        example={"link": LINK},
        segments=2,
        must=("link",),
    )
)
ANSWERED = register(
    SmsTemplate(
        name="chat.guest_reply",
        title=gettext_lazy("Ответ на вопрос, заданный без входа"),
        words=gettext_lazy("Вам ответили на сайте: {link}"),
        example={"link": LINK},
        segments=2,
        must=("link",),
    )
)

LINK_TOLD = "guest_link"  # data: `msisdn` masked, `sent`
MOVED_TOLD = "guest_moved"


def link_words(data: dict[str, Any], viewer: Viewer) -> str:
    """Whether the link went out by SMS, too."""
    number = {"number": data.get("number", "")}
    if viewer.at_desk:
        return _("Гость, номер не подтверждён: %(number)s") % number
    if data.get("sent"):
        return _("Ссылка на этот разговор придёт и по SMS на %(number)s") % number
    return _("На %(number)s сегодня уже отправляли SMS. Сохраните ссылку на этот разговор: она вверху.") % number


def moved_words(data: dict[str, Any], viewer: Viewer) -> str:
    """That the number is proven."""
    if viewer.at_desk:
        return _("Гость подтвердил номер: дальше разговор в его кабинете")
    return _("Номер подтверждён. Разговор теперь в вашем кабинете.")


def shown_number(msisdn: str) -> str:
    """The number as the thread names it."""
    return phones.masked(msisdn)
