"""What a specialist chooses to propose."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from chat.acting.selectors import Offered


class WishForm(forms.Form):
    """One action: what of it, and how much where it takes a sum."""

    what = forms.ChoiceField(label=_("Что именно"), error_messages={"required": _("Выберите, что именно.")})
    amount = forms.DecimalField(
        label=_("Сколько вернуть, ₽"),
        max_digits=8,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": _("Напишите, сколько вернуть."),
            "invalid": _("Напишите сумму цифрами, например 30 или 30,50."),
            "min_value": _("Сумма должна быть больше нуля."),
        },
    )

    def __init__(self, data: QueryDict | None = None, *, offered: Offered) -> None:
        self.action = offered.action
        super().__init__(data, auto_id=f"{self.action.name}_%s")
        self.fields["what"].choices = [(each.value, each.label) for each in offered.choices]  # type: ignore[attr-defined]
        if not self.action.takes_sum:
            del self.fields["amount"]


class ProposeForm(forms.Form):
    """Said yes to by the specialist: `agreed` is the fingerprint of what was shown; `client_id` makes it come once."""

    agreed = forms.CharField(max_length=64)
    client_id = forms.UUIDField()
