"""«Что с моей заявкой»: what the bot may tell of requests (C14), as their page shows them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from cabinet.core.explaining import Way
from cabinet.core.skills import Asker, SkillAnswer
from cabinet.core.templatetags.portal import written_date
from cabinet.requests.models import OPEN, Request
from cabinet.requests.selectors import visible

SHOWN = 3


def requests(asker: Asker) -> SkillAnswer:
    """The open ones; where there are none, the last that ended."""
    rows = visible(user=asker.user, line=asker.line).order_by("-pk")
    found = list(rows.filter(status__in=OPEN)[:SHOWN])
    heading = _("В работе:")
    if not found:
        found, heading = list(rows[:1]), _("Сейчас заявок в работе нет. Последняя:")
    if not found:
        return SkillAnswer(text=_("Заявок по этому номеру не было."))
    ways = [Way(_("Заявка № %(number)s") % {"number": each.number}, _page(each, asker), "file-text") for each in found]
    return SkillAnswer(text="\n".join([heading, *(_row(each, asker) for each in found)]), ways=ways)


def _row(request: Request, asker: Asker) -> str:
    facts = {"number": request.number, "title": request.about.title, "status": request.get_status_display()}
    told = _("• № %(number)s, %(title)s: %(status)s") % facts
    if request.ended_at is None and request.due_at is not None:
        due = request.due_at.astimezone(ZoneInfo(asker.line.contract.time_zone))
        told += ", " + _("обещано к %(day)s") % {"day": written_date(due, with_year=False)}
    return told


def _page(request: Request, asker: Asker) -> str:
    return f"{reverse('request', args=[request.public_id])}?line={asker.line.public_id}"
