"""The words of SMS about numbers of a cabinet and access to them; called in the language of the line that is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.models import Line, User
from cabinet.sms.texts import SmsTemplate, register, say

Words = Callable[[], str]
NUMBER = "900 123-45-67"
NUMBERS = gettext_lazy("900 123-45-67 и ещё 3")

NUMBER_ADDED = register(
    SmsTemplate(
        name="accounts.number_added",
        title=gettext_lazy("В кабинет добавлен номер"),
        words=gettext_lazy("В ваш кабинет добавлен номер {number}"),
        example={"number": NUMBER},
    )
)
NUMBER_TAKEN_OVER = register(
    SmsTemplate(
        name="accounts.number_taken_over",
        title=gettext_lazy("Номер добавили в другой кабинет"),
        words=gettext_lazy("Номер {number} добавили в другой кабинет по коду из SMS"),
        example={"number": NUMBER},
    )
)
OFFERED = register(
    SmsTemplate(
        name="accounts.offered",
        title=gettext_lazy("Предложен доступ к чужому номеру"),
        words=gettext_lazy("{name} даёт вам доступ: {number}. Принять: {link}"),
        example={"name": gettext_lazy("Мария К."), "number": NUMBERS, "link": "https://my.operator.ru/numbers/"},
        segments=2,
        must=("link",),
        by_people=("name",),
    )
)
ACCESS_TAKEN = register(
    SmsTemplate(
        name="accounts.access_taken",
        title=gettext_lazy("Предложенный доступ принят: владельцу"),
        words=gettext_lazy("{name} теперь с доступом: {number}"),
        example={"name": gettext_lazy("Мария К."), "number": NUMBERS},
        by_people=("name",),
    )
)
ACCESS_CHANGED = register(
    SmsTemplate(
        name="accounts.access_changed",
        title=gettext_lazy("Владелец изменил доступ"),
        words=gettext_lazy("Ваш доступ к номеру {number} изменён владельцем"),
        example={"number": NUMBER},
    )
)
ACCESS_REVOKED = register(
    SmsTemplate(
        name="accounts.access_revoked",
        title=gettext_lazy("Владелец закрыл доступ"),
        words=gettext_lazy("Владелец закрыл вам доступ: {number}"),
        example={"number": NUMBERS},
    )
)
OTHERS_FORBIDDEN = register(
    SmsTemplate(
        name="accounts.others_forbidden",
        title=gettext_lazy("Запрещён доступ других людей"),
        words=gettext_lazy("Доступ других людей к номерам договора запрещён владельцем"),
    )
)
OTHERS_ALLOWED = register(
    SmsTemplate(
        name="accounts.others_allowed",
        title=gettext_lazy("Снова разрешён доступ других людей"),
        words=gettext_lazy("Доступ других людей к номерам договора снова разрешён"),
    )
)


def number_added(line: Line) -> str:
    return say(NUMBER_ADDED, number=line)


def number_taken_over(line: Line) -> str:
    return say(NUMBER_TAKEN_OVER, number=line)


def offered(owner: User, lines: Sequence[Line]) -> Callable[[str], dict[str, str]]:
    """The facts of `OFFERED`."""
    link = settings.PUBLIC_URL.rstrip("/") + reverse("numbers")
    return lambda _language: {"name": owner.short_name, "number": in_words(lines), "link": link}


def access_taken(user: User, lines: Sequence[Line]) -> str:
    return say(ACCESS_TAKEN, name=user.short_name, number=in_words(lines))


def access_changed(line: Line) -> str:
    return say(ACCESS_CHANGED, number=line)


def access_revoked(lines: Sequence[Line]) -> str:
    return say(ACCESS_REVOKED, number=in_words(lines))


def others_forbidden() -> str:
    return say(OTHERS_FORBIDDEN)


def others_allowed() -> str:
    return say(OTHERS_ALLOWED)


def in_words(lines: Sequence[Line]) -> str:
    """`903 123-45-67`, or `903 123-45-67 и ещё 3`."""
    if len(lines) == 1:
        return str(lines[0])
    return _("%(number)s и ещё %(count)d") % {"number": lines[0], "count": len(lines) - 1}
