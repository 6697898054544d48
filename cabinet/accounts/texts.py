"""The words of SMS about access, called in the language of the line that is told.

Each fits one segment of 70 UCS-2 characters, except those with a link, which takes one by itself; a code's with the
portal's host, while that has 15 characters at most (`my.operator.ru`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import CodePurpose, Line, SecurityEventKind
from cabinet.core import brand, phones
from cabinet.core.browsers import browser_of
from cabinet.core.geo import known_place_of
from cabinet.core.net import Origin
from cabinet.sms.texts import SmsTemplate, register, say

CODE_TITLES = {
    CodePurpose.SIGN_IN: gettext_lazy("Код для входа"),
    CodePurpose.CONFIRM: gettext_lazy("Код подтверждения"),
    CodePurpose.ADD_NUMBER: gettext_lazy("Код, чтобы добавить номер"),
    CodePurpose.RECOVER: gettext_lazy("Код для нового пароля"),
}
CODE_WORDS = {
    CodePurpose.SIGN_IN: gettext_lazy("Код для входа: {code}. Не сообщайте его никому"),
    CodePurpose.CONFIRM: gettext_lazy("Код подтверждения: {code}. Никому не говорите"),
    CodePurpose.ADD_NUMBER: gettext_lazy("Добавить номер: код {code}. Никому не говорите"),
    CodePurpose.RECOVER: gettext_lazy("Новый пароль: код {code}. Никому не говорите"),
}


def code_template(
    *,
    name: str,
    title: str | Promise,
    words: Promise,
    example: Mapping[str, str | Promise] | None = None,
    segments: int = 1,
) -> SmsTemplate:
    """The message of a code: besides `{code}` it says what `example` has, and nobody can edit any of it away."""
    facts = {"code": "123456", **(example or {})}
    return register(
        SmsTemplate(
            name=name,
            title=title,
            words=words,
            example=facts,
            segments=segments,
            must=tuple(facts),
            # What telephones read to fill the code in (WICG origin-bound codes).
            ending=lambda facts: f"\n@{brand.host()} #{facts['code']}",
        )
    )


CODES = {
    purpose: code_template(name=f"accounts.code_{purpose.value}", title=CODE_TITLES[purpose], words=words)
    for purpose, words in CODE_WORDS.items()
}

SIGNED_IN_BY: dict[str, Promise] = {  # an `assurance.Proof`, in words
    Proof.CODE: gettext_lazy("по коду из SMS"),
    Proof.PASSWORD: gettext_lazy("по паролю"),
    Proof.NETWORK: gettext_lazy("через мобильную сеть"),
    Proof.SOCIAL: gettext_lazy("через другой сайт"),
}
NEW_DEVICE = register(
    SmsTemplate(
        name="accounts.new_device",
        title=gettext_lazy("Вход с нового устройства"),
        words=gettext_lazy("Вход в кабинет: {where}. Не вы? {link}"),
        example={
            "where": gettext_lazy("Chrome, Android, Россия"),
            "link": "https://my.operator.ru/not-me/pX3v8Jm2QkWz71nTbYdR5A/",
        },
        segments=2,
        must=("link",),
    )
)
NETWORK_SIGN_IN = {
    True: register(
        SmsTemplate(
            name="accounts.network_sign_in_on",
            title=gettext_lazy("Вход через мобильную сеть включён"),
            words=gettext_lazy("Вход в кабинет из мобильной сети включён для {number}"),
            example={"number": "900 123-45-67"},
        )
    ),
    False: register(
        SmsTemplate(
            name="accounts.network_sign_in_off",
            title=gettext_lazy("Вход через мобильную сеть выключен"),
            words=gettext_lazy("Вход в кабинет из мобильной сети выключен для {number}"),
            example={"number": "900 123-45-67"},
        )
    ),
}
SOCIAL = {
    SecurityEventKind.SOCIAL_LINKED: register(
        SmsTemplate(
            name="accounts.social_linked",
            title=gettext_lazy("Привязан вход через другой сайт"),
            words=gettext_lazy("Привязан вход через {site}. Это не вы? Позвоните {phone}"),
            example={"site": gettext_lazy("Одноклассники")},
        )
    ),
    SecurityEventKind.SOCIAL_UNLINKED: register(
        SmsTemplate(
            name="accounts.social_unlinked",
            title=gettext_lazy("Отвязан вход через другой сайт"),
            words=gettext_lazy("Отвязан вход через {site}. Это не вы? Позвоните {phone}"),
            example={"site": gettext_lazy("Одноклассники")},
        )
    ),
}
PASSWORD = register(
    SmsTemplate(
        name="accounts.password",
        title=gettext_lazy("Задан, изменён или восстановлен постоянный пароль"),
        words=gettext_lazy("Задан новый пароль кабинета. Не вы? Позвоните {phone}"),
    )
)
LOGIN = register(
    SmsTemplate(
        name="accounts.login",
        title=gettext_lazy("Выбран, изменён или убран логин"),
        words=gettext_lazy("Изменён логин для входа в кабинет. Не вы? Позвоните {phone}"),
    )
)
ONE_TIME_PASSWORD = register(
    SmsTemplate(
        name="accounts.one_time_password",
        title=gettext_lazy("Колл-центр продиктовал одноразовый пароль"),
        words=gettext_lazy("По звонку выдан одноразовый пароль. Не вы? Позвоните {phone}"),
    )
)
LINE_CLOSED = register(
    SmsTemplate(
        name="accounts.line_closed",
        title=gettext_lazy("Номер закрыт: на другие номера владельца"),
        words=gettext_lazy("Номер {number} закрыт по договору с оператором"),
        example={"number": "900 123-45-67"},
    )
)


def code_text(*, purpose: CodePurpose, code: str, language: str) -> str:
    """A code of `purpose`."""
    with translation.override(language):
        return say(CODES[purpose], code=code)


def new_device_text(*, origin: Origin, token: str) -> str:
    """Tells of a sign-in from a new device, with a link that ends it."""
    link = settings.PUBLIC_URL.rstrip("/") + reverse("not-me", args=[token])
    where = ", ".join(filter(None, (str(browser_of(origin.user_agent)), known_place_of(origin.ip))))
    return say(NEW_DEVICE, where=where or _("новое устройство"), link=link)


def network_sign_in_text(*, line: Line, on: bool) -> str:
    """That signing in by the mobile network was switched."""
    return say(NETWORK_SIGN_IN[on], number=phones.national(str(line.msisdn)))


def social_text(*, kind: SecurityEventKind, site: str | Promise) -> str:
    """That an account of `site` opens the cabinet from now on, or does so no more."""
    return say(SOCIAL[kind], site=site)


def password_is_new() -> str:
    """The permanent password was set, changed or recovered."""
    return say(PASSWORD)


def login_is_new() -> str:
    """The login was chosen, changed or removed."""
    return say(LOGIN)


def one_time_password_was_given() -> str:
    """The call centre read out a one-time password."""
    return say(ONE_TIME_PASSWORD)


def line_closed_text(number: str) -> str:
    """To the owner's other numbers."""
    return say(LINE_CLOSED, number=number)
