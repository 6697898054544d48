"""What is said to move a number here."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Contract, Line, User
from cabinet.core import phones
from cabinet.requests.forms import DATE_FORMATS
from cabinet.requests.models import DonorOperator
from cabinet.requests.services.port_in import LATEST, SOONEST, OursAlready

DOCUMENT = re.compile(r"[0-9A-ZА-ЯЁ]{5,20}")


class PortInForm(forms.Form):
    """`first` is the earliest day; a person with one contract is not asked which."""

    phone = forms.CharField(
        label=_("Номер, который переносите"),
        max_length=32,
        error_messages={"required": _("Напишите номер, с которым хотите перейти.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    donor = forms.ModelChoiceField(
        DonorOperator.objects.none(),
        label=_("Чей он сейчас"),
        empty_label=_("Выберите оператора"),
        error_messages={"required": _("Выберите оператора."), "invalid_choice": _("Выберите оператора.")},
    )
    document = forms.CharField(
        label=_("Серия и номер паспорта"),
        max_length=30,
        help_text=_("Того, на кого номер оформлен у прежнего оператора. После отправки мы храним только конец."),
        error_messages={"required": _("Напишите серию и номер документа.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    contract = forms.ModelChoiceField(
        Contract.objects.none(),
        label=_("На какой договор"),
        empty_label=None,
        error_messages={"required": _("Выберите договор."), "invalid_choice": _("Выберите договор.")},
    )
    on = forms.DateField(
        label=_("Когда перейти"),
        help_text=_("Не раньше чем через 8 дней: столько по правилам занимает перенос."),
        input_formats=DATE_FORMATS,
        error_messages={"required": _("Выберите день."), "invalid": _("Напишите день, например 25.12.2026.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    consent = forms.BooleanField(
        label=_("Согласен, чтобы данные передали прежнему оператору и договор с ним закончился в день перехода"),
        error_messages={"required": _("Без согласия заявку передать нельзя.")},
    )

    def __init__(self, *args: Any, owner: User, first: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["donor"].queryset = DonorOperator.objects.filter(is_active=True)  # type: ignore[attr-defined]
        contracts = Contract.objects.filter(owner=owner).order_by("pk")
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]
        if contracts.count() == 1:
            self.only = contracts[0]
            del self.fields["contract"]
        last = first - SOONEST + LATEST
        self.fields["on"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        self.fields["on"].initial = first + timedelta(days=1)

    def clean_phone(self) -> str:
        try:
            msisdn = phones.parse(self.cleaned_data["phone"])
        except phones.NotANumber as error:
            raise forms.ValidationError(error.message) from None
        if not msisdn.startswith("79"):
            raise forms.ValidationError(_("Перейти можно с мобильным номером: он начинается с 9."))
        if Line.objects.filter(msisdn=msisdn, closed_at=None).exists():
            raise forms.ValidationError(OursAlready.message)
        return msisdn

    def clean_document(self) -> str:
        text = "".join(character for character in self.cleaned_data["document"].upper() if character.isalnum())
        if not DOCUMENT.fullmatch(text):
            raise forms.ValidationError(_("Напишите серию и номер, как в документе: 45 10 123456."))
        return text

    @property
    def chosen_contract(self) -> Contract:
        contract: Contract = self.cleaned_data["contract"] if "contract" in self.fields else self.only
        return contract
