"""Bars of days, drawn by the server: one small chart for each unit, for they have no common measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from billing.models.rates import Unit
from billing.periods import Period
from billing.usage.selectors import Summary, Used
from billing.usage.words import used_words
from cabinet.core.templatetags.portal import written_date

STEP, GAP = 10, 2  # units of the drawing: a day, and the space after its bar
HEIGHT = 60
LEAST = 2  # what is little is still seen


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    words: str  # «24 ноября: 35 мин 10 сек»


@dataclass(frozen=True, slots=True)
class Chart:
    """`words` say of the whole what the eye sees: how much on the day that had most."""

    unit: Unit
    width: int
    bars: Sequence[Bar]
    words: str
    height: int = HEIGHT


def charts(*, of: Summary, period: Period) -> list[Chart]:
    """A chart for each unit that was used; none for a period of one day."""
    if period.first == period.last:
        return []
    return [_chart(unit, of, period) for unit in of.used]


def _chart(unit: Unit, of: Summary, period: Period) -> Chart:
    used = {day.date: day.used[unit] for day in of.days if unit in day.used}
    most = max(used, key=lambda day: used[day].volume)
    top = max(used[most].volume, 1)
    days = (period.last - period.first).days + 1
    words = _("%(what)s по дням; больше всего %(day)s") % {"what": unit.label, "day": _told(unit, most, used[most])}
    bars = [_bar(unit, day, used[day], top, (day - period.first) // timedelta(days=1)) for day in sorted(used)]
    return Chart(unit, days * STEP - GAP, bars, words)


def _bar(unit: Unit, day: date, used: Used, top: int, place: int) -> Bar:
    height = max(round(HEIGHT * used.volume / top), LEAST)
    return Bar(place * STEP, HEIGHT - height, STEP - GAP, height, _told(unit, day, used))


def _told(unit: Unit, day: date, used: Used) -> str:
    return f"{written_date(day, with_year=False)}: {used_words(unit, used.volume)}"
