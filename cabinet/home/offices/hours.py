"""When an office is open: read from what staff wrote, said in words, and whether it is open now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
PART = re.compile(r"(\w+)(?:-(\w+))?\s+(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
DAY = 24 * 60  # minutes


class WrongHours(ValueError):
    """The hours cannot be read; the message says what is wrong."""


@dataclass(frozen=True)
class Span:
    """From when to when, in minutes since midnight."""

    opens: int
    closes: int

    @property
    def words(self) -> str:
        """`10:00–20:00`."""
        return f"{clock(self.opens)}–{clock(self.closes)}"


@dataclass(frozen=True)
class Week:
    """Seven days from Monday; None is a day on which it is closed."""

    days: tuple[Span | None, ...]

    def rows(self) -> list[tuple[str, str]]:
        """Days and hours in words; days in a row with the same hours stand together."""
        if len(set(self.days)) == 1 and (span := self.days[0]):
            return [(_("Каждый день"), span.words)]
        runs = [list(run) for _span, run in groupby(range(7), key=lambda day: self.days[day])]
        return [(_days(run), span.words if (span := self.days[run[0]]) else _("закрыто")) for run in runs]

    def state(self, now: datetime, zone: str) -> State:
        """Whether it is open at `now` by the clock of `zone`, and until when it stays so."""
        local = now.astimezone(ZoneInfo(zone))
        minute, today, tomorrow = local.hour * 60 + local.minute, local.weekday(), (local.weekday() + 1) % 7
        span, following = self.days[today], self.days[tomorrow]
        if span and span.opens <= minute < span.closes:
            return State(True, _("Открыто до %(time)s") % {"time": clock(span.closes)})
        if span and minute < span.opens:
            return State(False, _("Закрыто, откроется в %(time)s") % {"time": clock(span.opens)})
        if following:
            return State(False, _("Закрыто, откроется завтра в %(time)s") % {"time": clock(following.opens)})
        return State(False, _("Закрыто"))


@dataclass(frozen=True)
class State:
    """What stands beside an office."""

    is_open: bool
    words: str


def read_hours(text: str) -> Week:
    """The week that «пн-пт 9:00-19:00; сб 10:00-17:00» means. Raises `WrongHours`."""
    days: list[Span | None] = [None] * 7
    for part in filter(None, (each.strip() for each in text.lower().replace("–", "-").split(";"))):
        found = PART.fullmatch(part)
        if found is None:
            raise WrongHours(_("Непонятно: «%(part)s». Например: пн-пт 9:00-19:00; сб 10:00-17:00") % {"part": part})
        span = Span(_minutes(found[3], found[4]), _minutes(found[5], found[6]))
        if not span.opens < span.closes <= DAY:
            raise WrongHours(_("Закрывается раньше, чем открывается: «%(part)s».") % {"part": part})
        for day in _range(found[1], found[2] or found[1]):
            if days[day] is not None:
                raise WrongHours(_("День назван дважды: «%(part)s».") % {"part": part})
            days[day] = span
    if not any(days):
        raise WrongHours(_("Напишите, когда открыто. Например: пн-пт 9:00-19:00"))
    return Week(tuple(days))


def clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _minutes(hours: str, minutes: str) -> int:
    if int(minutes) >= 60:
        raise WrongHours(_("Такого времени нет: %(time)s.") % {"time": f"{hours}:{minutes}"})
    return int(hours) * 60 + int(minutes)


def _range(first: str, last: str) -> range:
    if first not in DAYS or last not in DAYS or DAYS.index(first) > DAYS.index(last):
        raise WrongHours(_("Дни пишут так: пн, вт, ср, чт, пт, сб, вс, или от и до: пн-пт."))
    return range(DAYS.index(first), DAYS.index(last) + 1)


def _days(run: list[int]) -> str:
    first, last = str(WEEKDAYS[run[0]]), str(WEEKDAYS[run[-1]])
    if len(run) == 1:
        return first
    return f"{first} — {last.lower() if get_language() == 'ru' else last}"
