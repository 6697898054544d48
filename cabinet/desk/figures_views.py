"""The supervisor's page: how long people wait, how they rate it, what the bot solves, and the queue as it is (C16)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.exports import harmless, written
from cabinet.desk.figures_forms import DaysForm
from cabinet.desk.figures_rows import long, mean, per_cent, tables
from cabinet.desk.gate import supervisors_only
from cabinet.desk.selectors import clock
from chat.figures.selectors import Figures, figures, queue_now


@require_safe
@supervisors_only
def figures_page(request: HttpRequest) -> HttpResponse:
    """Of the days in the address, the last week where there are none."""
    now, zone = timezone.now(), ZoneInfo(settings.TIME_ZONE)
    form = DaysForm(request.GET, today=now.astimezone(zone).date())
    form.is_valid()
    found = figures(first=form.first, last=form.last, zone=zone, now=now)
    queue = queue_now(now)
    context = {
        "form": form,
        "periods": _periods(form),
        "figures": found,
        "totals": _totals(found),
        "tables": tables(found),
        "queue": queue,
        "longest": clock(now - queue.since) if queue.since else "",
        "csv": f"{reverse('desk-figures-csv')}?{urlencode({'from': form.first, 'to': form.last})}",
    }
    return render(request, "desk/figures.html", context, status=422 if form.errors else 200)


@require_safe
@supervisors_only
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same tables as a file."""
    now, zone = timezone.now(), ZoneInfo(settings.TIME_ZONE)
    form = DaysForm(request.GET, today=now.astimezone(zone).date())
    form.is_valid()
    found = figures(first=form.first, last=form.last, zone=zone, now=now)
    rows: list[list[str]] = [[name, words] for name, words in _totals(found)]
    for table in tables(found):
        rows += [[], [table.title], list(table.head)]
        rows += [[harmless(row.name), *row.cells] for row in table.rows]
    answer = HttpResponse("\ufeff" + written(rows, get_language() or "ru"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{form.first}-{form.last}.csv"'
    return answer


def _totals(of: Figures) -> list[tuple[str, str]]:
    total = of.waits.total
    return [
        (_("Ждали специалиста"), str(total.count)),
        (_("Ожидание: половина ждала не дольше"), long(total.first.middle)),
        (_("Ожидание: девять из десяти не дольше"), long(total.first.ninth)),
        (_("Ответ в разговоре: половина не дольше"), long(total.later.middle)),
        (_("Ответ в разговоре: девять из десяти не дольше"), long(total.later.ninth)),
        (_("Обещание сдержано"), per_cent(total.kept_share)),
        (_("Оценка"), mean(of.stars.total)),
        (_("Бот решил сам"), per_cent(of.bot.total.share)),
    ]


def _periods(form: DaysForm) -> list[dict[str, object]]:
    """Days that are usually asked about."""
    found = []
    for label, days in ((_("Сегодня"), 1), (_("7 дней"), 7), (_("30 дней"), 30)):
        first = form.today - timedelta(days=days - 1)
        url = "?" + urlencode({"from": first, "to": form.today})
        found.append({"label": label, "url": url, "current": (form.first, form.last) == (first, form.today)})
    return found
