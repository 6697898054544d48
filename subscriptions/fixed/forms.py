"""Between which days a line rests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.requests.forms import DATE_FORMATS
from subscriptions.fixed.pausing import FARTHEST, LONGEST, SHORTEST

USUAL = timedelta(days=30)


class PauseForm(forms.Form):
    """`today` is where the contract is."""

    first = forms.DateField(
        label=_("Приостановить с"),
        input_formats=DATE_FORMATS,
        error_messages={"required": _("Выберите день."), "invalid": _("Напишите день, например 25.12.2026.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Снова включить"),
        input_formats=DATE_FORMATS,
        error_messages={"required": _("Выберите день."), "invalid": _("Напишите день, например 25.12.2026.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"first": today, "until": today + USUAL}
        last = today + FARTHEST
        self.fields["first"].widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}
        bounds = {"min": (today + SHORTEST).isoformat(), "max": (last + LONGEST).isoformat()}
        self.fields["until"].widget.attrs |= bounds
