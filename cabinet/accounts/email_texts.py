"""The words about an address of e-mail: of the letter that confirms it, and of the SMS that tell of it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cabinet.core import brand


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


def address_is_new() -> str:
    """An address was confirmed."""
    return _("Для уведомлений задана почта. Не вы? Позвоните %(phone)s") % {"phone": brand.current().support_phone}


def address_is_gone() -> str:
    """The address was removed."""
    return _("Почта для уведомлений убрана. Не вы? Позвоните %(phone)s") % {"phone": brand.current().support_phone}


def link_to(name: str, *parts: str) -> str:
    """The portal's own address of a page, as a letter tells it."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse(name, args=parts)
