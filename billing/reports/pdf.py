"""A report as a document: the totals first, then movements and usage in tables over pages."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.reports.contents import Contents
from billing.reports.paper import LEADING, PAD, Column, Paper
from billing.reports.words import UNIT_NAMES, package_words, packaged
from billing.usage.words import other_end, used_words
from cabinet.core import brand
from cabinet.core.money import format_rub

USAGE = "usage"
WHEN = "%d.%m.%Y %H:%M:%S"
ROW = LEADING + PAD  # points; the totals of usage are a head and a row for each unit
USAGE_HEIGHT = 2 * PAD + LEADING + len(UNIT_NAMES) * ROW

Count = Callable[[int], None]  # told of rows that were written


def write_pdf(contents: Contents, path: str, count: Count) -> None:
    """Write `contents` to `path` in the language that is switched on; `count(rows)` is called as rows are written."""
    of = contents.statement
    period = _("С %(from)s по %(to)s") % {"from": _day(of.from_date), "to": _day(of.to_date)}
    title = _("Отчёт: номер %(number)s") % {"number": contents.line}
    paper = Paper(
        path,
        title=title,
        author=brand.current().name,
        foot=f"{brand.current().name} · {contents.line} · {of.from_date:%d.%m.%Y}–{of.to_date:%d.%m.%Y}",
        language=get_language() or "ru",
    )
    paper.line(title, size=16, bold=True)
    paper.line(period, size=11)
    paper.line(_("Составлен %(when)s") % {"when": contents.made_at.strftime(WHEN)})
    _totals(paper, contents)
    _operations(paper, contents, count)
    _usage(paper, contents, count)
    paper.save(USAGE, _unit_columns(), _by_unit(contents))


def _totals(paper: Paper, contents: Contents) -> None:
    of = contents.statement
    named = [(_("Было"), of.opening), (_("Пришло"), of.income), (_("Ушло"), -of.spent), (_("Стало"), of.closing)]
    seen = [(name, amount) for name, amount in named if amount is not None]
    paper.line(_("Итоги"), size=11, bold=True, space=10)
    paper.table([Column(name, 523 / len(seen)) for name, _amount in seen])
    paper.row([format_rub(amount) for _name, amount in seen], bold=True)
    if not contents.whole:
        paper.line(_("Здесь только операции этого номера. Счёт целиком видит владелец договора."))
    categories = contents.by_category()
    if categories:
        paper.line(_("По категориям"), size=11, bold=True, space=10)
        paper.table([Column(_("Категория"), 403), Column(_("Сумма"), 120, right=True)])
        for name, amount in categories:
            paper.row([name, format_rub(amount, signed=True)])
    paper.line(_("Детализация: номер %(number)s") % {"number": contents.line}, size=11, bold=True, space=10)
    paper.later(USAGE, USAGE_HEIGHT)


def _operations(paper: Paper, contents: Contents, count: Count) -> None:
    columns = [
        Column(_("Когда"), 94),
        Column(_("За что"), 170),
        Column(_("Номер"), 85),
        Column(_("Сумма"), 84, right=True),
    ]
    columns.append(Column(_("Стало на счёте") if contents.whole else "", 90, right=True))
    paper.line(_("Операции"), size=13, bold=True, space=14)
    paper.table(columns)
    empty = True
    for each in contents.operations():
        balance = "" if each.balance_after is None else format_rub(each.balance_after)
        paper.row([each.at.strftime(WHEN), each.title, each.number, format_rub(each.amount, signed=True), balance])
        count(1)
        empty = False
    if empty:
        paper.line(_("За это время операций не было"))


def _usage(paper: Paper, contents: Contents, count: Count) -> None:
    columns = [
        Column(_("Когда"), 94),
        Column(_("Что"), 130),
        Column(_("С кем"), 105),
        Column(_("Сколько"), 64, right=True),
    ]
    columns += [Column(_("Из пакета"), 62), Column(_("Стоимость"), 68, right=True)]
    paper.line(_("Детализация"), size=13, bold=True, space=14)
    paper.table(columns)
    empty, of_package = True, package_words()
    for each in contents.usage():
        what = _abroad(each.title) if each.roaming else each.title
        used = used_words(each.unit, each.volume)
        cost = format_rub(each.amount)
        paper.row([each.at.strftime(WHEN), what, other_end(each.counterpart), used, packaged(each, of_package), cost])
        count(1)
        empty = False
    if empty:
        paper.line(_("За это время звонков, SMS и интернета не было"))


def _abroad(title: str) -> str:
    """A rate's own name may say it already."""
    said = _("в роуминге")
    return title if said in title.lower() else f"{title}, {said}"


def _unit_columns() -> list[Column]:
    return [
        Column(_("Что"), 223),
        Column(_("Сколько раз"), 100, right=True),
        Column(_("Всего"), 100, right=True),
        Column(_("Стоимость"), 100, right=True),
    ]


def _by_unit(contents: Contents) -> list[list[str]]:
    return [
        [str(name), str(total.count), used_words(unit, total.volume), format_rub(total.amount)]
        for unit, name in UNIT_NAMES.items()
        if (total := contents.used.get(unit))
    ]


def _day(day: object) -> str:
    return date_format(day, "j E Y")  # type: ignore[arg-type]
