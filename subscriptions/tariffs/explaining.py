"""«За что?» of what is paid for a tariff, and of what came back for it (B13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.kinds import EntryKind
from billing.models import Entry
from cabinet.core.explaining import Asking, Explanation, Way
from cabinet.core.templatetags.portal import written_date
from subscriptions.models import Kind, Subscription


def explain(entries: Sequence[Entry], asking: Asking) -> dict[int, Explanation]:
    """Of entries with the source `tariff`, by primary key; one whose subscription is not there is left to its kind."""
    keys = {entry.pk: key for entry in entries if (key := _key(entry))}
    rows = Subscription.objects.filter(public_id__in=keys.values(), kind=Kind.TARIFF).select_related("tariff", "line")
    held = {row.public_id: row for row in rows}
    return {
        entry.pk: _explained(entry, held[keys[entry.pk]], asking) for entry in entries if keys.get(entry.pk) in held
    }


def _explained(entry: Entry, held: Subscription, asking: Asking) -> Explanation:
    name = {"name": held.offering.name}
    facts: list[tuple[Any, Any]] = [(_("Тариф"), held.offering.name), (_("Цена тарифа"), held.offering.price_words)]
    period = _period(entry, ZoneInfo(entry.account.contract.time_zone))
    if period:
        facts.append((_("За какие дни"), period))
    facts.append((_("На тарифе с"), _day(held.started_at, ZoneInfo(entry.account.contract.time_zone))))
    return Explanation(rule=_rule(entry) % name, facts=facts, ways=_ways(held, asking))


def _rule(entry: Entry) -> str:
    if entry.kind == EntryKind.FEE:
        return _("Разовая плата за переход на тариф «%(name)s» сразу.")
    if entry.kind == EntryKind.REFUND and entry.cause.get("rule") == "rest":
        return _("Вернули плату за целые дни, которые остались на тарифе «%(name)s», когда вы с него ушли.")
    if entry.kind == EntryKind.REFUND:
        return _("Вернули плату за тариф «%(name)s»: он не включился.")
    if entry.kind == EntryKind.REVERSAL:
        return _("Вы остались на тарифе «%(name)s», поэтому возврат за его дни отменён.")
    return _("Абонентская плата по тарифу «%(name)s»: берётся в начале каждого периода.")


def _ways(held: Subscription, asking: Asking) -> list[Way]:
    if held.line.closed_at is not None:
        return []
    line = f"?line={held.line.public_id}"
    ways = [Way(_("Посмотреть другие тарифы"), reverse("tariffs") + line, "sliders-horizontal")]
    if held.is_live:
        ways.insert(0, Way(_("Подробнее о тарифе"), reverse("tariff", args=[held.code]) + line, "info"))
    return ways


def _period(entry: Entry, zone: ZoneInfo) -> str:
    facts = entry.cause.get("facts") or {}
    if not facts.get("from") or not facts.get("to"):
        return ""
    first, until = (datetime.fromisoformat(facts[name]) for name in ("from", "to"))
    return _("с %(first)s до %(until)s") % {"first": _day(first, zone), "until": _day(until, zone)}


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return written_date(moment.astimezone(zone), with_year=True)


def _key(entry: Entry) -> UUID | None:
    """None for entries that name no subscription."""
    try:
        return UUID(str(entry.cause.get("source_id") or ""))
    except ValueError:
        return None
