"""A login of one's own beside the number (A3)."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts import texts
from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.tell import tell
from cabinet.core import brand
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin

SHAPE = re.compile(r"[A-Za-z0-9._-]{4,32}")  # Latin: what every keyboard and every telephone can type
RESERVED = frozenset(
    {
        "admin",
        "administrator",
        "anonymous",
        "api",
        "billing",
        "bot",
        "cabinet",
        "callcenter",
        "callcentre",
        "chat",
        "desk",
        "guest",
        "help",
        "helpdesk",
        "info",
        "login",
        "logout",
        "mail",
        "manager",
        "moderator",
        "none",
        "null",
        "official",
        "operator",
        "owner",
        "password",
        "postmaster",
        "root",
        "security",
        "service",
        "specialist",
        "staff",
        "superuser",
        "support",
        "system",
        "test",
        "user",
        "webmaster",
        "www",
    }
)


class LoginRefused(DomainError):
    """The login breaks a rule; the message says which."""

    code = "login_refused"


class LoginTaken(LoginRefused):
    code = "login_taken"
    message = _("Такой логин уже занят. Добавьте цифры или выберите другой.")


def choose_login(*, user: User, login: str, now: datetime, origin: Origin = NOWHERE) -> None:
    """Let `user` sign in by `login` too; the number keeps working. Tells by SMS.

    Raises `LoginRefused` for a wrong shape, a reserved name or one's own password; `LoginTaken`, also in a race.
    """
    chosen = login.strip()
    _refuse_bad(user, chosen)
    try:
        _change(user, chosen, now, origin)
    except IntegrityError:
        raise LoginTaken from None


def remove_login(*, user: User, now: datetime, origin: Origin = NOWHERE) -> None:
    """Take the login away: numbers alone sign in from now on."""
    if user.is_staff:
        raise LoginRefused(_("Сотруднику логин нужен для входа."))
    _change(user, None, now, origin)


@transaction.atomic
def _change(user: User, login: str | None, now: datetime, origin: Origin) -> None:
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.login == login:
        return
    person.login = login
    person.save(update_fields=["login"])
    record(SecurityEventKind.LOGIN_CHANGED, now=now, user=person, origin=origin, name=login or "")
    tell(user=person, words=texts.login_is_new, now=now)
    user.login = login


def _refuse_bad(user: User, login: str) -> None:
    if not SHAPE.fullmatch(login):
        raise LoginRefused(
            _("Логин — от 4 до 32 знаков: латинские буквы, цифры, точка, дефис и подчёркивание. Пример: maria.k")
        )
    if not any(character.isalpha() for character in login):
        raise LoginRefused(_("Логин не должен быть похож на номер телефона: добавьте хотя бы одну букву."))
    if _squeezed(login) in RESERVED | {_squeezed(brand.current().name)}:
        raise LoginRefused(_("Это служебное имя. Выберите другой логин."))
    if user.check_password(login):
        raise LoginRefused(_("Логин не должен совпадать с паролем: логин — не секрет."))


def _squeezed(login: str) -> str:
    return re.sub(r"[._\-\d\s]", "", login.casefold())
