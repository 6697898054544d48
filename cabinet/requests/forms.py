"""What people say when they ask for something."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import BlockReason
from cabinet.requests.services.blocking import FARTHEST

NOW, LATER = "now", "later"
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y"]


class WhenForm(forms.Form):
    """Now, or from the beginning of a day; `today` is where the contract is."""

    when = forms.ChoiceField(
        label=_("Когда"),
        choices=[(NOW, _("Сейчас")), (LATER, _("С выбранного дня"))],
        initial=NOW,
        error_messages={"required": _("Выберите, когда."), "invalid_choice": _("Выберите, когда.")},
        widget=forms.RadioSelect,
    )
    on = forms.DateField(
        label=_("Если не сейчас — с какого дня"),
        required=False,
        input_formats=DATE_FORMATS,
        error_messages={"invalid": _("Напишите день, например 25.12.2026.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = today + timedelta(days=1)
        self.fields["on"].widget.attrs |= {"min": first.isoformat(), "max": (first + FARTHEST).isoformat()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("when") == LATER and not data.get("on") and "on" not in self.errors:
            self.add_error("on", _("Выберите день."))
        if data.get("when") == NOW:
            data["on"] = None
        return data


class UnblockForm(WhenForm):
    """When a number is to work again."""


class BlockForm(WhenForm):
    reason = forms.ChoiceField(
        label=_("Почему"),
        choices=BlockReason.choices,
        error_messages={"required": _("Выберите причину."), "invalid_choice": _("Выберите причину.")},
        widget=forms.RadioSelect,
    )
    field_order = ("reason", "when", "on")
