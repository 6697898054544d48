"""What people type to sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.accounts.services.codes import DIGITS
from cabinet.core import phones
from cabinet.core.captcha.forms import WithCaptcha
from cabinet.core.digits import digits_of

READ = 100  # characters of what was typed for a code; a whole SMS is shorter


class NextField(forms.CharField):
    """Where to go afterwards. Nobody typed it, so what cannot be an address is dropped, not complained of."""

    LONGEST = 500  # characters

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> str:
        text = str(value or "")
        return text if len(text) <= self.LONGEST and text.isprintable() else ""


class IdentifierForm(WithCaptcha):
    """The first page: a number in any form, or a login."""

    phone = forms.CharField(
        label=_("Номер или логин"),
        max_length=64,
        error_messages={
            "required": _("Напишите номер телефона или логин."),
            "max_length": _("Слишком длинно. Напишите номер телефона или логин."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "inputmode": "text", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    remember = forms.BooleanField(label=_("Запомнить меня на этом устройстве"), required=False)
    next = NextField()


class NumberForm(IdentifierForm):
    """The first page when a code is asked for: only a number can get one."""

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        if not phones.looks_like_number(text):
            raise forms.ValidationError(
                _("Код приходит только на номер телефона. Напишите номер или войдите с паролем.")
            )
        try:
            return phones.parse_mobile(text)
        except phones.NotANumber as error:
            raise forms.ValidationError(error.message) from None


class ModemForm(NumberForm):
    """The number of a modem: its SIM gets the code."""

    phone = forms.CharField(
        label=_("Номер модема"),
        help_text=_("Он написан на SIM-карте, в договоре и в программе модема."),
        max_length=64,
        error_messages={"required": _("Напишите номер модема.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )


class RecoverForm(NumberForm):
    """The number of whoever forgot their password."""

    phone = forms.CharField(
        label=_("Номер телефона"),
        max_length=64,
        error_messages={"required": _("Напишите номер телефона.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "tel"}),
    )


class CodeField(forms.CharField):
    """Six digits of an SMS, in any script, with whatever stands between and around them."""

    default_error_messages = {"required": _("Введите шесть цифр из SMS.")}
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True})

    def to_python(self, value: str | None) -> str:
        text = super().to_python(value) or ""
        digits = digits_of(text[:READ])
        if text and (len(digits) != DIGITS or len(text) > READ):
            raise forms.ValidationError(_("В коде шесть цифр."))
        return digits


class CodeForm(WithCaptcha):
    code = CodeField(label=_("Код из SMS"))


class PasswordForm(IdentifierForm):
    password = forms.CharField(
        label=_("Пароль"),
        max_length=128,
        strip=False,
        error_messages={
            "required": _("Введите пароль."),
            "max_length": _("Пароль не бывает длиннее 128 знаков."),
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean(self) -> dict[str, Any] | None:
        """A password that was not judged, because the captcha comes first, need not be typed again."""
        data = super().clean()
        if "captcha" in self.errors:
            self.fields["password"].widget.render_value = True
        return data


class TokenForm(forms.Form):
    token = forms.CharField(
        label=_("Код из приложения или код восстановления"),
        max_length=32,
        error_messages={
            "required": _("Введите код."),
            "max_length": _("Слишком длинно. Введите код целиком и только его."),
        },
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
