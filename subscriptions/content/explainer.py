"""«За что?» of content: whose it is, since when, how it was agreed to, and the way to end it (B12, B13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.causes import worded
from billing.explain.facts import facts_of
from billing.explain.rules import RULES
from billing.models import Entry
from cabinet.accounts.access import Right, allowed
from cabinet.core.explaining import Asking, Explanation, Way, Words
from cabinet.core.templatetags.portal import written_date
from subscriptions.content.selectors import Mine, known


def explain(entries: Sequence[Any], asking: Asking) -> dict[int, Explanation]:
    """Each with the subscription that it is of; who may end it is given the way."""
    keys = {key for entry in entries if (key := _key(entry))}
    of = {each.subscription.public_id: each for each in known(keys)}
    rights: dict[int, bool] = {}
    said = {}
    for entry in entries:
        mine = of.get(key) if (key := _key(entry)) else None
        if mine is None or mine.subscription.line_id != entry.line_id:
            continue
        line = mine.subscription.line
        if line.pk not in rights:
            rights[line.pk] = allowed(asking.user, line, Right.MANAGE, asking.now)
        said[entry.pk] = _explained(entry, mine, may_end=rights[line.pk])
    return said


def _explained(entry: Entry, mine: Mine, *, may_end: bool) -> Explanation:
    zone = ZoneInfo(mine.subscription.line.contract.time_zone)
    return Explanation(
        rule=worded(RULES, entry.kind, entry.cause),
        facts=[*facts_of(entry, zone), *_facts(mine, zone)],
        ways=[way_off(mine)] if may_end and mine.subscription.is_live else [],
        over=not mine.subscription.is_live,
    )


def way_off(mine: Mine) -> Way:
    """The page that ends it by a button."""
    page = reverse("subscription-off", args=[mine.code])
    label = _("Отключить «%(name)s»") % {"name": mine.content.name}
    return Way(label, f"{page}?line={mine.subscription.line.public_id}", "ban")


def _facts(mine: Mine, zone: ZoneInfo) -> Iterator[tuple[Words, Words]]:
    held = mine.subscription
    yield _("Кто присылает"), mine.content.provider.name
    yield _("Подключена"), written_date(held.started_at.astimezone(zone), with_year=True)
    yield _("Как подключили"), str(held.get_channel_display())
    if held.ended_at is not None:
        yield _("Отключена"), written_date(held.ended_at.astimezone(zone), with_year=True)


def _key(entry: Entry) -> UUID | None:
    try:
        return UUID(str(entry.cause.get("source_id") or ""))
    except ValueError:
        return None
