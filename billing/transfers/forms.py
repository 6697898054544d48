"""What people type to send money, to ask for it, and to be called."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from billing.sums import SumField
from cabinet.accounts.sharing_forms import PhoneForm


class TransferForm(PhoneForm):
    """To whom, and how much."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("Кому: номер телефона")
        self.fields["amount"] = SumField(least=settings.TRANSFER_LEAST, most=settings.TRANSFER_MOST)


class AskForm(PhoneForm):
    """Of whom, and how much."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("У кого: номер телефона")
        self.fields["amount"] = SumField(least=settings.TRANSFER_LEAST, most=settings.TRANSFER_MOST)


class CallMeForm(PhoneForm):
    """Who shall call."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("Кто перезвонит: номер телефона")


class StrangersForm(forms.Form):
    """What the number takes from others."""

    takes_call_me = forms.BooleanField(label=_("Можно просить меня перезвонить"), required=False)
    takes_money_requests = forms.BooleanField(label=_("Можно просить у меня деньги"), required=False)
