"""The part of a form that asks for the captcha, when the portal wants one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cabinet.core.captcha import digits, work

NOT_YET = _("Ещё один шаг: подтвердите, что вы не робот, и нажмите кнопку снова.")
WRONG = _("Цифры не совпали с картинкой. Введите их с новой картинки.")
FIELDS = ("altcha", "captcha_key", "captcha")


class WithCaptcha(forms.Form):
    """Mix in, pass `captcha=True` when it is to be asked, include `_captcha.html` before the button.

    It is judged last: what is wrong with other fields is said first, and spends no picture and no challenge. All that
    was typed stays in the form; the picture and the challenge that it shows are always new.
    """

    altcha = forms.CharField(required=False)
    captcha_key = forms.CharField(required=False)
    captcha = forms.CharField(
        label=_("Цифры с картинки"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, captcha: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_captcha = True
        self._captcha_fields = {name: self.fields[name] for name in FIELDS}
        if not captcha:
            self.ask_captcha(False)

    def ask_captcha(self, due: bool) -> None:
        """Ask for it, or not, the next time that the form is sent."""
        self.asks_captcha = due
        for name, field in self._captcha_fields.items():
            if due:
                self.fields[name] = field
            else:
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if self.asks_captcha and not self.errors:
            self._judge()
        return data

    def _judge(self) -> None:
        given = self.cleaned_data
        now = timezone.now()
        if given["altcha"] and work.accept(given["altcha"], now):
            return
        if not given["captcha"]:
            self.add_error("captcha", NOT_YET)
        elif not digits.accept(given["captcha_key"], given["captcha"], now):
            self.add_error("captcha", WRONG)

    @cached_property
    def challenge(self) -> str:
        """For the page: a proof of work, as JSON."""
        return work.new_challenge(timezone.now())

    @cached_property
    def picture(self) -> str:
        """For the page: the key of a picture."""
        return digits.new_picture()
