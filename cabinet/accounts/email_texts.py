"""The words about an address of e-mail: of the letter that confirms it, and of the SMS that tell of it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core import brand
from cabinet.sms.texts import SmsTemplate, register, say


def confirm_subject() -> str:
    return _("Подтвердите адрес почты")


def confirm_text(*, token: str) -> str:
    """The letter with the link. It names no number and no person: it may come to somebody else's mailbox."""
    return _(
        "Этот адрес указали для уведомлений личного кабинета «%(brand)s».\n\n"
        "Чтобы получать их сюда, откройте ссылку и нажмите кнопку. Ссылка действует сутки:\n%(link)s\n\n"
        "Если адрес указали не вы, ничего не делайте: писем больше не будет."
    ) % {"brand": brand.current().name, "link": link_to("email-link", token)}


def footer(*, unsubscribe: str) -> str:
    """Under every notification."""
    return _(
        "Что присылать, вы выбираете в настройках: %(settings)s\nНе присылать больше таких писем: %(unsubscribe)s"
    ) % {"settings": link_to("notifications"), "unsubscribe": unsubscribe}


ADDRESS_IS_NEW = register(
    SmsTemplate(
        name="accounts.address_is_new",
        title=gettext_lazy("Задана электронная почта для уведомлений"),
        words=gettext_lazy("Для уведомлений задана почта. Не вы? Позвоните {phone}"),
    )
)
ADDRESS_IS_GONE = register(
    SmsTemplate(
        name="accounts.address_is_gone",
        title=gettext_lazy("Электронная почта для уведомлений убрана"),
        words=gettext_lazy("Почта для уведомлений убрана. Не вы? Позвоните {phone}"),
    )
)


def address_is_new() -> str:
    """An address was confirmed."""
    return say(ADDRESS_IS_NEW)


def address_is_gone() -> str:
    """The address was removed."""
    return say(ADDRESS_IS_GONE)


def link_to(name: str, *parts: str) -> str:
    """The portal's own address of a page, as a letter tells it."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse(name, args=parts)
