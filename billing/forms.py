"""The period of a statement, as it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from billing import periods
from billing.periods import Period

EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)
LONGEST = timedelta(days=3 * 366)
BIGINT = 2**63 - 1
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y"]


class PeriodForm(forms.Form):
    """Dates `from` and `to`, both inclusive, in the contract's time zone; `before` or `after` is the page's cursor.

    What is wrong leaves the usual period in `period`, the first page, and what was typed in the fields.
    """

    no_such_page = _("Такой страницы операций нет: показаны последние.")

    def __init__(self, data: Mapping[str, str], *, now: datetime, zone: ZoneInfo) -> None:
        usual = periods.this_month(now, zone)
        super().__init__({"from": usual.first.isoformat(), "to": usual.last.isoformat()} | _given(data, usual))
        self.period = usual
        self.fields["from"] = date_field(_("С"))
        self.fields["to"] = date_field(_("По"))
        self.fields["before"] = _cursor_field()
        self.fields["after"] = _cursor_field()

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last:
            self._clean_period(first, last)
        if self.errors.keys() & {"before", "after"}:
            for name in ("before", "after"):
                self.errors.pop(name, None)
            self.add_error(None, self.no_such_page)
        for name in self.errors.keys() & {"from", "to"}:
            self.fields[name].widget.input_type = "text"  # a date picker would lose what is not a date
        return self.cleaned_data

    def _clean_period(self, first: date, last: date) -> None:
        if first > last:
            self.add_error("from", _("Начало позже конца. Поменяйте даты местами."))
        elif first < EARLIEST:
            self.add_error("from", _("Так давно операций не было. Выберите дату после 2000 года."))
        elif last > self.period.last + AHEAD:
            self.add_error("to", _("Эта дата слишком далеко. Выберите сегодняшнюю."))
        elif last - first > LONGEST:
            self.add_error("from", _("Сразу можно посмотреть не больше трёх лет. Выберите время короче."))
        else:
            self.period = Period(first, last, self.period.zone)


def _given(data: Mapping[str, str], usual: Period) -> dict[str, str]:
    """What the address says; one date alone means «since» it, or the month up to it."""
    given = {name: data[name] for name in ("from", "to", "before", "after") if data.get(name)}
    if "to" in given and "from" not in given:
        try:
            given["from"] = date.fromisoformat(given["to"]).replace(day=1).isoformat()
        except ValueError:
            given["from"] = usual.first.isoformat()
    return given


def date_field(label: Any) -> forms.DateField:
    """A day, picked or written in any of the usual ways."""
    widget = forms.DateInput(format="%Y-%m-%d")
    widget.input_type = "date"
    wrong = _("Напишите дату так: 24.11.2026.")
    return forms.DateField(
        label=label, input_formats=DATE_FORMATS, widget=widget, error_messages={"invalid": wrong, "required": wrong}
    )


def _cursor_field() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=BIGINT, widget=forms.HiddenInput)
