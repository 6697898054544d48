"""«За что списали?» of services: what is charged for, since when, by whom it was connected, and what ends it (B12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.causes import worded
from billing.explain.facts import facts_of
from billing.explain.rules import RULES
from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Line
from cabinet.core.explaining import Asking, Explanation, Way
from cabinet.core.templatetags.portal import written_date
from subscriptions.models import Kind, Subscription


def explain(entries: Sequence[Any], asking: Asking) -> dict[int, Explanation]:
    """By what rule, and for who manages the number the page that switches it off, or keeps what is about to end."""
    held = _held(entries)
    lines = {each.line for each in held.values() if each.is_live}
    managed = {line for line in lines if allowed(asking.user, line, Right.MANAGE, asking.now)}
    return {entry.pk: _explanation(entry, held.get(_source_id(entry)), managed) for entry in entries}


def _explanation(entry: Any, held: Subscription | None, managed: set[Line]) -> Explanation:
    zone = ZoneInfo(entry.account.contract.time_zone)
    facts = [*facts_of(entry, zone), *(_facts(held, zone) if held is not None else ())]
    ways = [_way(held)] if held is not None and held.is_live and held.line in managed else []
    over = held is not None and (not held.is_live or held.ends_at is not None)
    return Explanation(rule=worded(RULES, entry.kind, entry.cause), facts=facts, ways=ways, over=over)


def _facts(held: Subscription, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    started = written_date(held.started_at.astimezone(zone), with_year=True)
    how = {"day": started, "channel": held.get_channel_display()}
    yield _("Подключена"), _("%(day)s, %(channel)s") % how
    if held.ended_at is not None:
        yield _("Отключена"), written_date(held.ended_at.astimezone(zone), with_year=True)
    elif held.ends_at is not None:
        yield _("Отключится"), written_date(held.ends_at.astimezone(zone), with_year=True)


def _way(held: Subscription) -> Way:
    words = _("Отключить «%(name)s»") if held.ends_at is None else _("Оставить «%(name)s»")
    page = f"{reverse('service-off', args=[held.code])}?line={held.line.public_id}"
    return Way(words % {"name": held.offering.name}, page, "power")


def _held(entries: Sequence[Any]) -> Mapping[UUID | None, Subscription]:
    names = {name for entry in entries if (name := _source_id(entry)) is not None}
    found = Subscription.objects.filter(kind=Kind.SERVICE, public_id__in=names)
    return {each.public_id: each for each in found.select_related("service", "line__contract")}


def _source_id(entry: Any) -> UUID | None:
    try:
        return UUID(str(entry.cause.get("source_id") or ""))
    except ValueError:
        return None
