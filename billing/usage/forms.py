"""What the page of calls and sessions is asked for, as it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.forms import PeriodForm
from billing.models.rates import Unit
from billing.periods import today
from billing.usage.left import units_of
from billing.usage.partitions import oldest_accepted
from billing.usage.selectors import Asked, Place
from cabinet.accounts.models import Line
from cabinet.core.templatetags.portal import written_date

LONGEST = timedelta(days=92)
LONGEST_PLACE = 300  # characters of a sealed one
LONGEST_PART = 40  # of a number or a name


class PlaceField(forms.CharField):
    """A place of `selectors.page`."""

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        try:
            return Place.opened(text) if text else None
        except ValueError:
            raise forms.ValidationError("") from None


class UsageForm(PeriodForm):
    """A period of `PeriodForm`, and what of it: `unit`, and part of the other end's number as `counterpart`. A line
    that has nothing but internet is not asked for these."""

    no_such_page = _("Такой страницы нет: показаны последние события.")

    def __init__(self, data: Mapping[str, str], *, line: Line, now: datetime) -> None:
        super().__init__(data, now=now, zone=ZoneInfo(line.contract.time_zone))
        self.line = line
        self.kept_since = today(oldest_accepted(now), self.period.zone)
        for name in ("before", "after"):
            self.fields[name] = PlaceField(required=False, max_length=LONGEST_PLACE, widget=forms.HiddenInput)
        units = units_of(line)
        if len(units) > 1:
            self.fields["unit"] = forms.ChoiceField(
                label=_("Что"), required=False, choices=[("", _("всё")), *((each.value, each.label) for each in Unit)]
            )
            self.fields["counterpart"] = forms.CharField(
                label=_("Номер или его часть"), required=False, max_length=LONGEST_PART
            )
        self.data = {**self.data, **{name: data[name] for name in ("unit", "counterpart") if name in data}}

    def _clean_period(self, first: date, last: date) -> None:
        if first <= last and last - first > LONGEST:
            self.add_error("from", _("Сразу можно посмотреть не больше трёх месяцев. Выберите время короче."))
        elif first < self.kept_since:
            day = {"day": written_date(self.kept_since, with_year=True)}
            self.add_error("from", gettext("Так давно подробности не хранятся. Выберите дату не раньше %(day)s.") % day)
        else:
            super()._clean_period(first, last)

    @property
    def asked(self) -> Asked:
        """What is to be shown; what was wrong narrows nothing."""
        given = getattr(self, "cleaned_data", {})
        unit = given.get("unit")
        return Asked(self.line, self.period, Unit(unit) if unit else None, given.get("counterpart", ""))

    @property
    def places(self) -> dict[str, Place | None]:
        """For `selectors.page`."""
        return {name: self.cleaned_data.get(name) for name in ("before", "after")}
