"""What people type to be called back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.sharing_forms import PhoneForm
from chat.waiting.call_backs import WORDS
from chat.waiting.kinds import span
from chat.waiting.windows import soonest, windows

SOONEST = "soonest"


class CallBackForm(PhoneForm):
    """Where to call, when, and about what."""

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = gettext_lazy("На какой номер позвонить")
        self.fields["begins"] = forms.ChoiceField(
            label=gettext_lazy("Когда позвонить"),
            help_text=_soonest(now, zone),
            choices=_choices(now, zone),
            initial=SOONEST,
        )
        self.fields["words"] = forms.CharField(
            label=gettext_lazy("О чём вопрос"),
            help_text=gettext_lazy("Можно не писать."),
            required=False,
            max_length=WORDS,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"max_length": gettext_lazy("Слишком длинно: не больше 300 знаков.")},
        )

    @property
    def begins(self) -> datetime | None:
        """Of a valid form: when the chosen window begins; None for as soon as possible."""
        chosen: str = self.cleaned_data["begins"]
        return None if chosen == SOONEST else datetime.fromisoformat(chosen)


def _soonest(now: datetime, zone: ZoneInfo) -> str:
    """When «as soon as possible» is: under the field, for a narrow screen cuts a long choice."""
    first = soonest(now, zone)
    day = "" if first.begins.astimezone(zone).date() == now.astimezone(zone).date() else _("завтра") + " "
    hours = span(first.begins.astimezone(zone), first.ends.astimezone(zone))
    return _("Ближайшее время: %(when)s.") % {"when": day + hours}


def _choices(now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """As soon as possible, and the windows of today and tomorrow that have not begun."""
    today = now.astimezone(zone).date()
    found = [(SOONEST, _("Как можно скорее"))]
    for window in windows(now, zone):
        if window.begins > now:
            name = _("Сегодня") if window.begins.date() == today else date_format(window.begins, _("завтра, j E"))
            found.append((window.begins.isoformat(), f"{name}, {span(window.begins, window.ends)}".capitalize()))
    return found
