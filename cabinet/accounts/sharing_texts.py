"""The words of SMS about numbers of a cabinet and access to them; called in the language of the line that is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.models import Line, User
from cabinet.sms.texts import SmsTemplate

Words = Callable[[], str]


def number_added(line: Line) -> str:
    return _("В ваш кабинет добавлен номер %(number)s") % {"number": line}


def number_taken_over(line: Line) -> str:
    return _("Номер %(number)s добавили в другой кабинет по коду из SMS") % {"number": line}


OFFERED = SmsTemplate(  # with a link: two segments at most
    name="accounts.offered",
    title=gettext_lazy("Предложен доступ к номеру"),
    words=gettext_lazy("{name} даёт вам доступ: {number}. Принять: {link}"),
    example={"name": "Мария К.", "number": "903 123-45-67", "link": "https://portal.example/numbers/"},
)


def offered(owner: User, lines: Sequence[Line]) -> Callable[[str], dict[str, str]]:
    """The facts of `OFFERED`."""
    link = settings.PUBLIC_URL.rstrip("/") + reverse("numbers")
    return lambda _language: {"name": owner.short_name, "number": in_words(lines), "link": link}


def access_taken(user: User, lines: Sequence[Line]) -> str:
    return _("%(name)s теперь с доступом: %(number)s") % {"name": user.short_name, "number": in_words(lines)}


def access_changed(line: Line) -> str:
    return _("Ваш доступ к номеру %(number)s изменён владельцем") % {"number": line}


def access_revoked(lines: Sequence[Line]) -> str:
    return _("Владелец закрыл вам доступ: %(number)s") % {"number": in_words(lines)}


def others_forbidden() -> str:
    return _("Доступ других людей к номерам договора запрещён владельцем")


def others_allowed() -> str:
    return _("Доступ других людей к номерам договора снова разрешён")


def in_words(lines: Sequence[Line]) -> str:
    """`903 123-45-67`, or `903 123-45-67 и ещё 3`."""
    if len(lines) == 1:
        return str(lines[0])
    return _("%(number)s и ещё %(count)d") % {"number": lines[0], "count": len(lines) - 1}
