"""The threshold of an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.limits.services import LEAST, MOST
from billing.models import AccountKind
from billing.sums import SumField


class ThresholdForm(forms.Form):
    """Below how much to warn; `off` instead of a sum: never."""

    kind = forms.ChoiceField(choices=AccountKind.choices, widget=forms.HiddenInput)
    below = SumField(label=_("Предупредить, когда станет меньше, ₽"), least=LEAST, most=MOST)
    stops_extras = forms.BooleanField(
        label=_("Не платить за дополнения ниже этого порога"),
        help_text=_("Подписки и дополнительные услуги приостановятся, чтобы хватило на связь."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "off" in self.data:
            self.fields["below"].required = False

    @property
    def account(self) -> AccountKind:
        return AccountKind(self.cleaned_data["kind"])
