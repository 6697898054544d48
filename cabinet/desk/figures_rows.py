"""Figures in words: rows of the page's tables and of the file, the same in both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cabinet.core.templatetags.portal import written_date
from cabinet.desk.figures_drawn import Drawing, drawing
from cabinet.desk.selectors import clock
from chat.figures.bot import BotShare
from chat.figures.ratings import Stars
from chat.figures.selectors import Figures
from chat.figures.waits import Times, Waits

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """`seconds`: the middle of the waiting for a specialist, for the drawing."""

    name: str
    cells: tuple[str, ...]
    count: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    name: str  # in the file, and in ids of the page
    title: str
    head: tuple[str, ...]
    rows: Sequence[Row]
    drawn: bool = False

    @property
    def drawings(self) -> list[Drawing]:
        """How many waited, and how long half of them did."""
        if not self.drawn:
            return []
        ends = (self.rows[0].name, self.rows[-1].name)
        many = [(row.name, float(row.count), str(row.count)) for row in self.rows]
        wait = [(row.name, row.seconds, long(row.seconds)) for row in self.rows]
        drawn = (
            drawing(_("Сколько ждали специалиста"), many, ends=ends),
            drawing(_("Половина ждала не дольше"), wait, ends=ends),
        )
        return [each for each in drawn if each is not None]


def tables(of: Figures) -> list[Table]:
    """By day, by hour, by specialist, and of the bot's answers."""
    waits, stars, bot = of.waits, of.stars, of.bot
    days = [of.first + timedelta(days=number) for number in range((of.last - of.first).days + 1)]
    by_day = [
        _row(
            written_date(day, with_year=False),
            waits.days.get(day, Waits()),
            stars.days.get(day, Stars()),
            bot.days.get(day, BotShare()),
        )
        for day in days
    ]
    by_hour = [
        _row(
            f"{hour:02}:00",
            waits.hours.get(hour, Waits()),
            stars.hours.get(hour, Stars()),
            bot.hours.get(hour, BotShare()),
        )
        for hour in range(24)
    ]
    people = [_row(each.specialist.public_name, each.waits, each.stars) for each in of.specialists]
    head = (*_head(), _("Оценка"))
    of_time = (*head, _("Бот решил сам"))
    return [
        Table("days", _("По дням"), (_("День"), *of_time), by_day, drawn=True),
        Table("hours", _("По часам"), (_("Час"), *of_time), by_hour, drawn=True),
        Table("specialists", _("По специалистам"), (_("Специалист"), *head), people),
        Table(
            "answers", _("Ответы бота"), (_("Ответ"), _("Дан"), _("Помог"), _("Не помог"), _("Точность")), _answers(of)
        ),
    ]


def _head() -> tuple[str, ...]:
    return (
        _("Ждали"),
        _("Дождались"),
        _("Ожидание, половина"),
        _("Ожидание, 9 из 10"),
        _("Ответ, половина"),
        _("Ответ, 9 из 10"),
        _("Обещание сдержано"),
    )


def _row(name: str, waits: Waits, stars: Stars, bot: BotShare | None = None) -> Row:
    cells = [str(waits.count), str(waits.answered), *_times((waits.first, waits.later)), per_cent(waits.kept_share)]
    cells.append(mean(stars))
    if bot is not None:
        cells.append(per_cent(bot.share))
    return Row(name, tuple(cells), waits.count, waits.first.middle)


def _answers(of: Figures) -> list[Row]:
    return [
        Row(each.answer.title, (str(each.given), str(each.helped), str(each.not_helped), per_cent(each.share)))
        for each in of.answers
    ]


def _times(of: Iterable[Times]) -> list[str]:
    return [long(each) for times in of for each in (times.middle, times.ninth)]


def long(seconds: float | None) -> str:
    """`0:45`, `12:05`."""
    return NOTHING if seconds is None else clock(timedelta(seconds=round(seconds)))


def per_cent(share: int | None) -> str:
    return NOTHING if share is None else f"{share}\u00a0%"


def mean(stars: Stars) -> str:
    """`4,7 (12)`: of how many."""
    return NOTHING if stars.mean is None else f"{number_format(stars.mean, 1)} ({stars.count})"
