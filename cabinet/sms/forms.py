"""What is typed on the simulated telephone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.core import brand
from cabinet.sms.models import Handset, ReceiptManner


class SmsForm(forms.Form):
    to = forms.RegexField(
        label=_("Кому"),
        regex=r"\A[0-9]{3,11}\Z",
        error_messages={"required": _("Напишите короткий номер."), "invalid": _("Номер — это от 3 до 11 цифр.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("Текст"),
        max_length=600,
        error_messages={
            "required": _("Напишите текст SMS."),
            "max_length": _("Слишком длинно: в SMS поместится 600 знаков."),
        },
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "sms_%s", **kwargs})
        self.fields["to"].initial = brand.current().support_phone


class DialForm(forms.Form):
    number = forms.RegexField(
        label=_("Номер или команда"),
        regex=r"\A[0-9*#+ ]{2,40}\Z",
        error_messages={
            "required": _("Наберите номер или команду, например *102#."),
            "invalid": _("Здесь могут быть цифры, звёздочка и решётка, например *102#."),
        },
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Ваш ответ"),
        max_length=160,
        error_messages={"required": _("Напишите ответ.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class KeyForm(forms.Form):
    key = forms.RegexField(regex=r"\A[0-9*#]\Z")


class SwitchesForm(forms.Form):
    receipts = forms.ChoiceField(choices=ReceiptManner.choices)
    refuses = forms.BooleanField(
        label=_("Не принимать SMS"), help_text=_("Сеть ответит, что такой номер недоступен."), required=False
    )

    @classmethod
    def of(cls, handset: Handset) -> SwitchesForm:
        return cls(initial={"receipts": handset.receipts, "refuses": handset.refuses})
