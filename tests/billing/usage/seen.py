"""Calls, messages, sessions and packages as rating would have left them, for tests of what shows them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from billing.kinds import EntryKind
from billing.models import Bucket, Entry, Rate, RateCard, UsageBatch, UsageEvent
from billing.models.rates import Unit
from billing.usage.partitions import ensure, month_of
from cabinet.accounts.models import Line
from tests.billing.money import account_of, charge, rub
from tests.people import NOW

GB = 1024**3
MOSCOW = ZoneInfo("Europe/Moscow")
_numbers = count(1)


def rate_of(unit: Unit = Unit.VOICE, *, prefix: str = "", name: str = "", name_en: str = "") -> Rate:
    card, _made = RateCard.objects.get_or_create(code="seen", defaults={"name_ru": "Для тестов"})
    steps = {Unit.VOICE: 60, Unit.SMS: 1, Unit.DATA: 102_400}
    found, _made = Rate.objects.get_or_create(
        rate_card=card,
        unit=unit,
        prefix=prefix,
        defaults={"step": steps[unit], "price": 1, "name_ru": name, "name_en": name_en},
    )
    return found


def use(
    line: Line,
    at: datetime = NOW,
    *,
    unit: Unit = Unit.VOICE,
    volume: int = 60,
    counterpart: str = "79161112233",
    cost: str | int = 0,
    taken: int = 0,
    rate: Rate | None = None,
    entry: Entry | None = None,
    roaming: bool = False,
) -> UsageEvent:
    """One event; what costs something is charged by an entry of its own unless `entry` is given."""
    ensure([month_of(at)])
    if rub(cost) and entry is None:
        entry = charge(account_of(line), cost, kind=EntryKind.USAGE, line=line, now=at)
    number = next(_numbers)
    return UsageEvent.objects.create(
        id=number,
        line=line,
        source="switch",
        event_id=str(number),
        unit=unit,
        roaming=roaming,
        started_at=at,
        volume=volume,
        counterpart=counterpart,
        rate=rate or rate_of(unit),
        taken=taken,
        amount=rub(cost),
        batch=UsageBatch.objects.create(accepted_at=at, received=1, rated=1),
        entry=entry if rub(cost) else None,
    )


def give(
    line: Line,
    unit: Unit = Unit.VOICE,
    granted: int = 300 * 60,
    used: int = 0,
    *,
    from_at: datetime = NOW - timedelta(days=10),
    until_at: datetime = datetime(2026, 11, 30, 21, tzinfo=UTC),  # midnight of 1 December in Moscow
    source: str = "rate_card",
) -> Bucket:
    return Bucket.objects.create(
        line=line,
        unit=unit,
        granted=granted,
        used=used,
        from_at=from_at,
        until_at=until_at,
        source=source,
        source_id=str(next(_numbers)),
    )


def ends(page: Any) -> list[str]:
    """Who stood at the other end of the events that a page shows."""
    return [row.other_end for row in page.context["events"]]
