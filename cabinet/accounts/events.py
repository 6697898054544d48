"""What people are told of access to their cabinet and numbers (N6). Nearly all of it is security, and never off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import By, Event

CODES = Event(
    name="accounts.codes",
    title=_("Пароли для входа и подтверждения"),
    about=_("без них не войти в кабинет"),
    security=True,
)
WAYS_IN = Event(
    name="accounts.ways_in",
    title=_("Пароль, логин, почта и другие способы входа"),
    about=_("если их задали, сменили или убрали"),
    security=True,
)
DEVICES = Event(
    name="accounts.devices",
    title=_("Вход с нового устройства"),
    about=_("со ссылкой, чтобы завершить его, если это не вы"),
    security=True,
)
ACCESS = Event(
    name="accounts.access",
    title=_("Доступ к вашим номерам"),
    about=_("если его получили, изменили или закрыли"),
    security=True,
)
OFFERED = Event(
    name="accounts.offered",
    title=_("Вам дают доступ к чужому номеру"),
    about=_("его нужно принять на странице «Номера»"),
    may=frozenset({By.SMS}),  # to a number that nobody has it must look, and cost, the same
)
EVENTS = (CODES, WAYS_IN, DEVICES, ACCESS, OFFERED)
