"""What people write to have money back, and what staff answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.claims.rules import TEXT_LENGTH, WORDS_LENGTH
from billing.claims.selectors import Claimable
from billing.models import ClaimReason
from billing.sums import SumField

NO_REASON = {"required": _("Выберите причину."), "invalid_choice": _("Выберите причину.")}


class ClaimForm(forms.Form):
    reason = forms.ChoiceField(label=_("Почему"), error_messages=NO_REASON, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Своими словами"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=_("Что случилось: это поможет ответить быстрее. Можно не писать."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, of: Claimable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(each.value, each.label) for each in of.reasons]  # type: ignore[attr-defined]
        self.fields["amount"] = SumField(label=_("Сколько вернуть, ₽"), most=of.left, initial=_plain(of.left))

    @property
    def chosen(self) -> ClaimReason:
        return ClaimReason(self.cleaned_data["reason"])


class DecisionForm(forms.Form):
    """`words` are told to the person; without them nothing is refused."""

    words = forms.CharField(
        label=_("Что сказать абоненту"),
        required=False,
        max_length=WORDS_LENGTH,
        help_text=_("Увидит в своей заявке. Чтобы отказать, обязательно напишите, почему."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    action = forms.ChoiceField(choices=[(each, each) for each in ("return", "part", "refuse", "forward")])

    def __init__(self, *args: Any, left: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"] = SumField(label=_("Какую часть, ₽"), most=left, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("action") == "refuse" and not data.get("words", "").strip():
            self.add_error("words", _("Напишите, почему отказываете."))
        if data.get("action") == "part" and not data.get("part") and "part" not in self.errors:
            self.add_error("part", _("Напишите, сколько вернуть."))
        return data


def _plain(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
