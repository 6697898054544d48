"""The days that figures are about, as they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms import date_field

LONGEST = 92  # days
USUAL = 7


class DaysForm(forms.Form):
    """Dates `from` and `to`, both included. What is wrong leaves the usual week in `first` and `last`."""

    def __init__(self, data: Mapping[str, str], *, today: date) -> None:
        self.today, self.first, self.last = today, today - timedelta(days=USUAL - 1), today
        given = {name: data[name] for name in ("from", "to") if data.get(name)}
        super().__init__({"from": self.first.isoformat(), "to": self.last.isoformat()} | given)
        self.fields["from"] = date_field(_("С"))
        self.fields["to"] = date_field(_("По"))

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if not first or not last:
            return self.cleaned_data
        if first > last:
            self.add_error("from", _("Начало позже конца. Поменяйте даты местами."))
        elif (last - first).days >= LONGEST:
            self.add_error("from", _("Сразу можно посмотреть не больше трёх месяцев. Выберите время короче."))
        elif last > self.today:
            self.add_error("to", _("Этот день ещё не наступил."))
        else:
            self.first, self.last = first, last
        return self.cleaned_data
