"""The words of SMS about access, in the line's language. Each fits one segment of 70 UCS-2 characters."""

from __future__ import annotations

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

CODE_WORDS = {
    CodePurpose.SIGN_IN: gettext_lazy("Код для входа: %(code)s. Не сообщайте его никому"),
    CodePurpose.CONFIRM: gettext_lazy("Код подтверждения: %(code)s. Никому его не говорите"),
    CodePurpose.ADD_NUMBER: gettext_lazy("Код, чтобы добавить номер: %(code)s. Никому не говорите"),
    CodePurpose.RECOVER: gettext_lazy("Код для нового пароля: %(code)s. Никому не говорите"),
}

SIGNED_IN_BY: dict[str, Promise] = {  # an `assurance.Proof`, in words
    Proof.CODE: gettext_lazy("по коду из SMS"),
    Proof.PASSWORD: gettext_lazy("по паролю"),
    Proof.NETWORK: gettext_lazy("через мобильную сеть"),
    Proof.SOCIAL: gettext_lazy("через другой сайт"),
}
SOCIAL_WORDS = {
    SecurityEventKind.SOCIAL_LINKED: gettext_lazy("Привязан вход через %(site)s. Это не вы? Позвоните %(phone)s"),
    SecurityEventKind.SOCIAL_UNLINKED: gettext_lazy("Отвязан вход через %(site)s. Это не вы? Позвоните %(phone)s"),
}

NETWORK_SIGN_IN_WORDS = {
    True: gettext_lazy("Вход в кабинет из мобильной сети включён для"),
    False: gettext_lazy("Вход в кабинет из мобильной сети выключен для"),
}


def code_text(*, purpose: CodePurpose, code: str, language: str) -> str:
    """A code of `purpose`. The last line is what telephones read to fill it in (WICG origin-bound codes)."""
    with translation.override(language):
        words = str(CODE_WORDS[purpose]) % {"code": code}
    return f"{words}\n@{brand.host()} #{code}"


def new_device_text(*, origin: Origin, token: str) -> str:
    """Tells of a sign-in from a new device, with a link that ends it: two segments, because the link takes one."""
    link = settings.PUBLIC_URL.rstrip("/") + reverse("not-me", args=[token])
    where = ", ".join(filter(None, (str(browser_of(origin.user_agent)), known_place_of(origin.ip))))
    return _("Вход в кабинет: %(where)s. Не вы? %(link)s") % {"where": where or _("новое устройство"), "link": link}


def network_sign_in_text(*, line: Line, on: bool) -> str:
    """That signing in by the mobile network was switched, in the language that is active."""
    return f"{NETWORK_SIGN_IN_WORDS[on]} {phones.national(str(line.msisdn))}"


def social_text(*, kind: SecurityEventKind, site: str | Promise) -> str:
    """That an account of `site` opens the cabinet from now on, or does so no more; in the language of now."""
    return str(SOCIAL_WORDS[kind]) % {"site": site, "phone": brand.current().support_phone}


def password_is_new() -> str:
    """The permanent password was set, changed or recovered."""
    return _("Задан новый пароль кабинета. Не вы? Позвоните %(phone)s") % {"phone": brand.current().support_phone}


def login_is_new() -> str:
    """The login was chosen, changed or removed."""
    return _("Изменён логин для входа в кабинет. Не вы? Позвоните %(phone)s") % {"phone": brand.current().support_phone}


def one_time_password_was_given() -> str:
    """The call centre read out a one-time password."""
    return _("По звонку выдан одноразовый пароль. Не вы? Позвоните %(phone)s") % {
        "phone": brand.current().support_phone
    }


def line_closed_text(number: str) -> str:
    """To the owner's other numbers."""
    return _("Номер %(number)s закрыт по договору с оператором") % {"number": number}
