"""Moving money between one's own accounts."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import AccountKind
from billing.sums import SumField

MOST = Decimal(15_000)  # roubles at once


class MoveForm(forms.Form):
    """Where to, and how much: read before it is done."""

    to = forms.ChoiceField(
        label=_("Куда"),
        choices=[
            (AccountKind.CONTENT, _("С основного на контентный")),
            (AccountKind.MAIN, _("С контентного на основной")),
        ],
        widget=forms.RadioSelect,
        initial=AccountKind.CONTENT,
    )
    amount = SumField(most=MOST)

    @property
    def account(self) -> AccountKind:
        return AccountKind(self.cleaned_data["to"])


class SureForm(MoveForm):
    """The same, said yes to: `key` makes a form that comes twice move once."""

    key = forms.UUIDField()
