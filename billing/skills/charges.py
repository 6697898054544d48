"""«За что списали 30 рублей»: the charges that are meant, each with what it was for, and what ends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.explain.explanations import explanations
from billing.models import Entry
from billing.periods import Period, today
from billing.selectors import View, view_for
from billing.skills.asked import Asked, read
from cabinet.core.errors import NotFound
from cabinet.core.explaining import Asking, Explanation, Way
from cabinet.core.money import format_rub
from cabinet.core.skills import Asker, SkillAnswer
from cabinet.core.templatetags.portal import written_date

BACK = timedelta(days=62)  # how far charges are looked for where no day was named
READ = 60  # charges that are read at most
SHOWN = 3  # different ones that are told of
WAYS = 2  # buttons that end something


def charges(asker: Asker) -> SkillAnswer:
    """The newest charges of the sum and the day that the question names; equal ones are counted, not repeated."""
    try:
        view = view_for(user=asker.user, line=asker.line, now=asker.now)
    except NotFound:
        return SkillAnswer(text=_("Списания по этому номеру видит владелец договора и те, кому он это разрешил."))
    zone = ZoneInfo(asker.line.contract.time_zone)
    asked = read(asker.query, today=today(asker.now, zone))
    found = _found(view, asked, zone, asker.now)
    said = [_not_found(asked)] if not found and (asked.amount or asked.day) else []
    found = found or _found(view, Asked(None, None), zone, asker.now)
    operations = Way(_("Все операции"), f"{reverse('finance-operations')}?line={asker.line.public_id}", "receipt-text")
    if not found:
        return SkillAnswer(text=_("За последние два месяца списаний не было."), ways=[operations])
    different = _different(found)
    rules = explanations(different, Asking(asker.user, asker.line, view.whole, asker.now))
    said.append(_("Последние списания:") if said or len(different) > 1 else _("Вот это списание:"))
    counts = Counter(_what(entry) for entry in found)
    said.extend(_told(entry, rules[entry.pk], counts[_what(entry)], zone) for entry in different)
    return SkillAnswer(text="\n".join(said), ways=[*_ways(different, rules), operations])


def _found(view: View, asked: Asked, zone: ZoneInfo, now: datetime) -> list[Entry]:
    """The newest first."""
    entries = Entry.objects.filter(account__contract=view.contract_id, account__kind=view.kind, amount__lt=0)
    if view.line is not None:
        entries = entries.filter(line=view.line)
    if asked.amount is not None:
        entries = entries.filter(amount=-asked.amount)
    if asked.day is not None:
        period = Period(asked.day, asked.day, zone)
        entries = entries.filter(posted_at__gte=period.start, posted_at__lt=period.end)
    else:
        entries = entries.filter(posted_at__gte=now - BACK)
    return list(entries.select_related("account__contract", "line__contract", "made_by").order_by("-seq")[:READ])


def _what(entry: Entry) -> tuple[str, Decimal]:
    return entry.title, entry.amount


def _different(found: Iterable[Entry]) -> list[Entry]:
    """The newest of each that are equal."""
    newest: dict[tuple[str, Decimal], Entry] = {}
    for entry in found:
        newest.setdefault(_what(entry), entry)
    return list(newest.values())[:SHOWN]


def _told(entry: Entry, said: Explanation, times: int, zone: ZoneInfo) -> str:
    facts = {
        "day": written_date(entry.posted_at.astimezone(zone), with_year=False),
        "sum": format_rub(-entry.amount),
        "rule": said.rule,
    }
    told = _("• %(day)s, %(sum)s. %(rule)s") % facts
    if times > 1:
        told = f"{told} {_('Всего таких: %(count)s.') % {'count': times}}"
    return told


def _ways(different: Sequence[Entry], rules: dict[int, Explanation]) -> list[Way]:
    """What ends them, no two called the same, the newest's before others; and the page about the first."""
    ends = {way.label: way for entry in reversed(different) for way in rules[entry.pk].ways}
    first = different[0]
    about = reverse("finance-operation", args=[first.public_id])
    line = f"?line={first.line.public_id}" if first.line else ""
    return [*list(ends.values())[::-1][:WAYS], Way(_("Подробно об этом списании"), f"{about}{line}", "info")]


def _not_found(asked: Asked) -> str:
    amount = format_rub(asked.amount) if asked.amount else ""
    if asked.day is None:
        return _("За два месяца не было списаний ровно на %(sum)s.") % {"sum": amount}
    day = written_date(asked.day, with_year=True)
    if not amount:
        return _("%(day)s списаний не было.") % {"day": day}
    return _("%(day)s не было списаний ровно на %(sum)s.") % {"day": day, "sum": amount}
