"""What is said to pay, now or by itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import AutoPaymentKind, PaymentMethod, SavedMethod
from billing.payments.services.begin import SumOutOfLimits, refuse_impossible
from billing.sums import SumField
from cabinet.accounts.models import Line
from cabinet.core import phones
from cabinet.core.errors import DomainError

USUAL = Decimal(300)
MINE, OTHER = "mine", "other"


class TopUpForm(forms.Form):
    """`methods` are those that are offered. `key` makes the same form sent twice the same payment."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), _("Форма устарела. Откройте её заново.")),
    )
    whose = forms.ChoiceField(label=_("Чей номер"), widget=forms.RadioSelect, initial=MINE)
    phone = forms.CharField(
        label=_("Другой номер"),
        required=False,
        max_length=32,
        help_text=_("Номер нашего абонента: родных, друзей или ваш второй."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    amount = SumField(label=_("Сумма, ₽"))
    method = forms.ChoiceField(
        label=_("Чем платить"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите, чем платить."), "invalid_choice": _("Выберите, чем платить.")},
    )
    saves = forms.BooleanField(
        label=_("Запомнить карту для автоплатежа"),
        required=False,
        help_text=_("Номер карты хранит банк, а не мы. Убрать её можно в любой день."),
    )

    def __init__(self, *args: Any, line: Line, methods: Sequence[PaymentMethod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.methods = {method.code: method for method in methods}
        self.fields["whose"].choices = [(MINE, str(line)), (OTHER, _("Другой номер"))]  # type: ignore[attr-defined]
        self.fields["method"].choices = [(each.code, each.name) for each in methods]  # type: ignore[attr-defined]
        self.fields["method"].initial = methods[0].code if methods else None
        self.fields["key"].initial = uuid.uuid4()
        amount = cast(SumField, self.fields["amount"])
        amount.initial = f"{USUAL:f}"
        chosen = self.methods.get(self.data.get("method", ""))
        if chosen is not None:
            amount.least, amount.most = chosen.min_sum, chosen.max_sum
        if not any(method.can_be_saved for method in methods):
            del self.fields["saves"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("whose") == OTHER and "phone" not in self.errors:
            self._clean_phone(given.get("phone", ""))
        method, amount = self.methods.get(given.get("method", "")), given.get("amount")
        if method is not None and amount is not None:
            try:
                refuse_impossible(method, amount)
            except DomainError as error:
                self.add_error("amount" if isinstance(error, SumOutOfLimits) else "method", str(error))
        return given

    def _clean_phone(self, text: str) -> None:
        try:
            phones.parse(text)
        except phones.NotANumber as error:
            self.add_error("phone", str(error))

    @property
    def chosen_method(self) -> PaymentMethod:
        return self.methods[self.cleaned_data["method"]]

    @property
    def is_other(self) -> bool:
        return bool(self.cleaned_data["whose"] == OTHER)


class AutoForm(forms.Form):
    """`cards` are the person's own."""

    kind = forms.ChoiceField(
        label=_("Когда пополнять"),
        choices=AutoPaymentKind.choices,
        initial=AutoPaymentKind.THRESHOLD,
        widget=forms.RadioSelect,
    )
    threshold = SumField(label=_("Если на счёте меньше, ₽"), required=False, initial="100", most=Decimal(5000))
    day = forms.IntegerField(
        label=_("День месяца"),
        required=False,
        min_value=1,
        max_value=31,
        help_text=_("С 1 по 31. Где 31-го нет — в последний день."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            name: _("Напишите день цифрами, от 1 до 31.") for name in ("invalid", "min_value", "max_value")
        },
    )
    amount = SumField(label=_("На сколько пополнять, ₽"), initial=f"{USUAL:f}")
    card = forms.ModelChoiceField(
        SavedMethod.objects.none(),
        label=_("С какой карты"),
        to_field_name="public_id",
        empty_label=None,
        error_messages={"required": _("Выберите карту."), "invalid_choice": _("Выберите карту.")},
    )

    def __init__(self, *args: Any, cards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["card"].queryset = cards.select_related("method")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        by_day = given.get("kind") == AutoPaymentKind.DAY
        name, empty = (
            ("day", _("Напишите день цифрами, от 1 до 31.")) if by_day else ("threshold", _("Напишите сумму."))
        )
        if name not in self.errors and not given.get(name):
            self.add_error(name, empty)
        for other in {"day", "threshold"} - {name}:
            given[other] = None
            self.errors.pop(other, None)
        return given
