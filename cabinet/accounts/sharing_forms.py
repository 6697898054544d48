"""What people type about their numbers and about access of others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Access, Line, Role
from cabinet.accounts.services.offers import Terms
from cabinet.core import phones
from cabinet.core.captcha.forms import WithCaptcha

DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y"]
LATEST = timedelta(days=10 * 366)


class NameForm(forms.Form):
    """What a number is called in this cabinet."""

    name = forms.CharField(
        label=_("Как назвать этот номер"),
        help_text=_("Например: «Мой», «Мама», «Дача». Видите только вы."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Слишком длинно: не больше 40 знаков.")},
    )


class PhoneForm(forms.Form):
    """A number in any form, to which an SMS can come."""

    phone = forms.CharField(
        label=_("Номер телефона"),
        max_length=64,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Напишите номер телефона.")},
    )

    def clean_phone(self) -> str:
        try:
            return phones.parse_mobile(self.cleaned_data["phone"])
        except phones.NotANumber as error:
            raise forms.ValidationError(error.message) from None


class NewNumberForm(WithCaptcha, PhoneForm):
    """A number to be added: a code goes to whatever was typed, so robots are asked who they are."""


class TermsForm(forms.Form):
    """What is given, and until which day, in the contract's zone; the day itself is within."""

    role = forms.ChoiceField(
        label=_("Что можно"),
        choices=Role.choices,
        initial=Role.VIEWER,
        error_messages={
            "required": _("Выберите, что можно делать с номером."),
            "invalid_choice": _("Выберите, что можно делать с номером."),
        },
    )
    sees_details = forms.BooleanField(
        label=_("С детализацией"), help_text=_("Видит операции по номеру: за что и сколько списано."), required=False
    )
    until = forms.DateField(
        label=_("Последний день доступа"),
        help_text=_("Пусто — пока вы сами не закроете доступ."),
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": _("Напишите дату так: 24.11.2026.")},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.fields["until"].widget.input_type = "date"

    @classmethod
    def of(cls, access: Access, *, zone: ZoneInfo, now: datetime) -> TermsForm:
        """Filled in with what `access` gives."""
        last = (access.until - timedelta(microseconds=1)).astimezone(zone).date() if access.until else None
        given = {"role": access.role, "sees_details": access.sees_details, "until": last}
        return cls(initial=given, zone=zone, now=now)

    def clean(self) -> dict[str, Any]:
        day = self.cleaned_data.get("until")
        today = self.now.astimezone(self.zone).date()
        if day and day < today:
            self.add_error("until", _("Этот день уже прошёл. Выберите сегодняшний или более поздний."))
        elif day and day > today + LATEST:
            self.add_error("until", _("Слишком далеко: не дальше десяти лет."))
        if "until" in self.errors:
            self.fields["until"].widget.input_type = "text"  # a date picker would lose what is not a date
        return self.cleaned_data

    @property
    def terms(self) -> Terms:
        """What a valid form says."""
        given = self.cleaned_data
        last = given["until"]
        until = datetime.combine(last + timedelta(days=1), time(), self.zone) if last else None
        return Terms(role=Role(given["role"]), sees_details=given["sees_details"], until=until)


class OfferForm(TermsForm, PhoneForm):
    """To whom, which numbers, and on what terms. `lines` are those to choose from, `every` is the whole contract."""

    lines = forms.MultipleChoiceField(
        label=_("К каким номерам"),
        required=False,
        error_messages={"invalid_choice": _("Выберите номера из списка.")},
    )

    all_lines = forms.BooleanField(required=False)

    field_order = ("phone", "all_lines", "lines", "role", "sees_details", "until")

    def __init__(self, *args: Any, lines: Sequence[Line], every: QuerySet[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_contract, self.every = lines, every
        self.fields["lines"].choices = [(str(line.public_id), str(line)) for line in lines]  # type: ignore[attr-defined]

    def clean_lines(self) -> list[Line]:
        if self.cleaned_data.get("all_lines"):
            return list(self.every)
        chosen = set(self.cleaned_data["lines"]) or (
            {str(self.of_contract[0].public_id)} if len(self.of_contract) == 1 else set()
        )
        if not chosen:
            raise forms.ValidationError(_("Отметьте хотя бы один номер."))
        return [line for line in self.of_contract if str(line.public_id) in chosen]
