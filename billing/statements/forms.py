"""The months that pages are about, as they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.forms import EARLIEST, PeriodForm
from billing.periods import Period, month, this_month
from billing.statements.categories import Category
from billing.statements.filters import EVERYTHING, Only
from billing.statements.selectors import Month
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound

LINELESS = "none"  # in the address: movements that belong to no number


def month_asked(text: str | None, *, now: datetime, zone: ZoneInfo) -> Period:
    """The month that the address names as `2026-10`, this one where it names none. Raises `NotFound` for what is no
    month, is before there was anything, or has not begun."""
    current = this_month(now, zone)
    if not text:
        return current
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound from None
    if not EARLIEST <= first <= current.first:
        raise NotFound
    return current if first == current.first else month(first, zone)


def month_before(text: str | None) -> date | None:
    """The cursor of older bills: the first day of a month. Raises `NotFound` for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotFound from None


class CompareForm(forms.Form):
    """Which two of `months` (newest first) to compare: `a` with `b`, in the order of time whichever way they came."""

    def __init__(self, data: Mapping[str, str], *, months: Sequence[Month]) -> None:
        self.months = {str(each.bill.public_id): each for each in months if each.bill}
        super().__init__(_two(list(self.months), {name: data[name] for name in ("a", "b") if data.get(name)}))
        choices = [(name, date_format(each.first, "F Y")) for name, each in self.months.items()]
        self.fields["a"] = _month_field(_("Какой месяц"), choices)
        self.fields["b"] = _month_field(_("С каким сравнить"), choices)

    def clean(self) -> dict[str, Any]:
        a, b = self.cleaned_data.get("a"), self.cleaned_data.get("b")
        if a and a == b:
            self.add_error("b", _("Это тот же месяц. Выберите другой."))
        return self.cleaned_data

    def chosen(self) -> tuple[Month, Month] | None:
        """The two months, the earlier first; None where there are not two, or what was asked is wrong."""
        if len(self.months) < 2 or not self.is_valid():
            return None
        first, second = sorted(
            (self.months[self.cleaned_data[name]] for name in ("a", "b")), key=lambda each: each.first
        )
        return first, second


def _two(named: list[str], given: dict[str, str]) -> dict[str, str]:
    """What was given; where one month was, its neighbour (the one before, if there is one); else the last two."""
    if len(named) < 2 or len(given) == 2:
        return given
    if not given:
        return {"a": named[1], "b": named[0]}
    [(name, month)] = given.items()
    place = named.index(month) if month in named else 0
    return given | {"b" if name == "a" else "a": named[place + 1 if place + 1 < len(named) else place - 1]}


class OperationsForm(PeriodForm):
    """A period, and which movements of it: `kind` is a category, `number` one of `lines` or none of them.

    What is wrong leaves all movements in `only`.
    """

    def __init__(self, data: Mapping[str, str], *, now: datetime, zone: ZoneInfo, lines: Sequence[Line]) -> None:
        super().__init__(data, now=now, zone=zone)
        self.data = {**self.data, **{name: data[name] for name in ("kind", "number") if data.get(name)}}
        self.lines = {str(line.public_id): line for line in lines}
        self.fields["kind"] = _choice_field(_("За что"), [("", _("За всё")), *Category.choices])
        if len(self.lines) > 1:
            named = [(name, _called(line)) for name, line in self.lines.items()]
            choices = [("", _("Все номера")), *named, (LINELESS, _("Без номера: договор в целом"))]
            self.fields["number"] = _choice_field(_("Номер"), choices)

    @property
    def only(self) -> Only:
        if not self.is_valid():
            return EVERYTHING
        kind, number = self.cleaned_data["kind"], self.cleaned_data.get("number", "")
        category = Category(kind) if kind else None
        return Only(category=category, line=self.lines.get(number), lineless=number == LINELESS)


def _called(line: Line) -> str:
    return gettext("%(number)s, закрыт") % {"number": line} if line.closed_at else str(line)


def _choice_field(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, error_messages={"invalid_choice": _("Выберите из списка.")}
    )


def _month_field(label: Any, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    wrong = _("Выберите месяц из списка.")
    return forms.ChoiceField(label=label, choices=choices, error_messages={"invalid_choice": wrong, "required": wrong})
