"""What people type to choose a password or a login of their own. What is allowed is judged by the services."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.password_rules import LONGEST, TOO_LONG

RULE = _(
    "От 8 до 128 знаков. Подойдёт фраза из трёх-четырёх слов, можно с пробелами. Без вашего номера и того, что"
    " выбирают многие."
)


CONTROL = "Cc"  # category of Unicode: what no keyboard puts into a field


class NewPasswordField(forms.CharField):
    """One field, for the person can look at what is typed. It has no `maxlength`: a browser would cut silently, and the
    password would not be the one that was pasted."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Новый пароль"),
            help_text=RULE,
            strip=False,
            error_messages={"required": _("Придумайте пароль.")},
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
        )

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if len(text) > LONGEST:
            raise forms.ValidationError(TOO_LONG)
        if any(unicodedata.category(character) == CONTROL for character in text):
            raise forms.ValidationError(_("В пароле есть знак, который нельзя набрать. Наберите пароль заново."))
        return text


class NewPasswordForm(forms.Form):
    password = NewPasswordField()


class ChangePasswordForm(NewPasswordForm):
    """Who gave no code a moment ago gives the password that is to be changed."""

    old_password = forms.CharField(
        label=_("Нынешний пароль"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Введите нынешний пароль.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "password")


class OwnLoginForm(forms.Form):
    login = forms.CharField(
        label=_("Логин"),
        max_length=64,
        help_text=_("От 4 до 32 знаков: латинские буквы, цифры, точка, дефис, подчёркивание. Пример: maria.k"),
        error_messages={"required": _("Напишите логин.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "inputmode": "text", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
