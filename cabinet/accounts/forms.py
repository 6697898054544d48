"""What people type to sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.core import phones


class IdentifierForm(forms.Form):
    """The first page: a number in any form, or a login."""

    phone = forms.CharField(
        label=_("Номер или логин"),
        max_length=64,
        error_messages={"required": _("Напишите номер телефона или логин.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "inputmode": "text", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    remember = forms.BooleanField(label=_("Запомнить меня на этом устройстве"), required=False)
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class NumberForm(IdentifierForm):
    """The first page when a code is asked for: only a number can get one."""

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        if not phones.looks_like_number(text):
            raise forms.ValidationError(
                _("Код приходит только на номер телефона. Напишите номер или войдите с паролем.")
            )
        try:
            return phones.parse(text)
        except phones.NotANumber as error:
            raise forms.ValidationError(error.message) from None


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Код из SMS"),
        max_length=20,
        error_messages={"required": _("Введите шесть цифр из SMS.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def clean_code(self) -> str:
        digits = "".join(character for character in self.cleaned_data["code"] if character.isdecimal())
        if len(digits) != 6:
            raise forms.ValidationError(_("В коде шесть цифр."))
        return digits


class PasswordForm(IdentifierForm):
    password = forms.CharField(
        label=_("Пароль"),
        max_length=128,
        strip=False,
        error_messages={"required": _("Введите пароль.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class TokenForm(forms.Form):
    token = forms.CharField(
        label=_("Код из приложения или код восстановления"),
        max_length=32,
        error_messages={"required": _("Введите код.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}),
    )


class SmsLanguageForm(forms.ModelForm):
    class Meta:
        model = Line
        fields = ("sms_language",)
        labels = {"sms_language": _("Язык SMS")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sms_language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
