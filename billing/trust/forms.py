"""What the page of the trust payment sends."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.sums import SumField
from billing.trust.services.take import Agreed

EXAMPLE = Decimal(500)  # roubles that a top-up is told of before one types another sum
MOST = Decimal(15000)


class TakeForm(forms.Form):
    """What the button stood beside: `key` makes a form that comes twice lend once."""

    key = forms.UUIDField()
    amount = forms.DecimalField(max_digits=14, decimal_places=2)
    fee = forms.DecimalField(max_digits=14, decimal_places=2)

    @property
    def agreed(self) -> Agreed:
        return Agreed(amount=self.cleaned_data["amount"], fee=self.cleaned_data["fee"])


class ExampleForm(forms.Form):
    """A sum to see what of it stays."""

    example = SumField(label=_("Если пополню на, ₽"), least=Decimal(1), most=MOST, required=False)

    @property
    def top_up(self) -> Decimal:
        return (self.cleaned_data.get("example") if self.is_valid() else None) or EXAMPLE
