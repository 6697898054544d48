"""What the network reports in tests, and what lines are rated by."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from billing.models import Allowance, Bucket, Rate, RateCard, Unit, UsageBatch, UsageEvent
from billing.usage.events import Event
from billing.usage.packages import open_period, set_rate
from billing.usage.rating import rate_batch
from cabinet.accounts.models import Line
from tests.people import NOW, make_owner

_numbers = count(1)
MINUTE, HUNDRED_KB = 60, 102_400
NUMBER = "79031234567"
LONG_AGO = NOW.replace(year=2020)
# (unit, roaming, prefix): step, price, name, whether packages are taken first
PRICES = {
    (Unit.VOICE, False, ""): (MINUTE, "2.5", "", True),
    (Unit.VOICE, False, "77"): (MINUTE, "20", "Казахстан", False),
    (Unit.VOICE, True, ""): (MINUTE, "60", "В роуминге", False),
    (Unit.SMS, False, ""): (1, "1.95", "", True),
    (Unit.DATA, False, ""): (HUNDRED_KB, "0.035", "", True),
}


def make_card(prices=PRICES, **allowances: int) -> RateCard:
    """A card with `prices`; `voice=600` gives ten minutes a period."""
    card = RateCard.objects.create(code=f"card-{next(_numbers)}", name_ru="Простой", name_en="Simple")
    Rate.objects.bulk_create(
        Rate(
            rate_card=card,
            unit=unit,
            roaming=roaming,
            prefix=prefix,
            step=step,
            price=Decimal(price),
            name_ru=name,
            from_package=from_package,
        )
        for (unit, roaming, prefix), (step, price, name, from_package) in prices.items()
    )
    Allowance.objects.bulk_create(
        Allowance(rate_card=card, unit=unit, granted=granted) for unit, granted in allowances.items()
    )
    return card


def make_line(msisdn: str = NUMBER, *, card: RateCard | None = None) -> Line:
    """A line with an owner, rated by `card` (or one of `PRICES`) since long ago."""
    _owner, line = make_owner(msisdn)
    set_rate(line=line, rate_card=card or make_card(), from_at=LONG_AGO)
    return line


def give(
    line: Line, unit: Unit, granted: int, *, from_at: datetime = NOW - timedelta(days=9), days: int = 30
) -> Bucket:
    """A package of its own."""
    return Bucket.objects.create(
        line=line,
        unit=unit,
        granted=granted,
        from_at=from_at,
        until_at=from_at + timedelta(days=days),
        source="test",
        source_id=str(next(_numbers)),
        name_ru="Пакет",
    )


def give_period(line: Line, card: RateCard) -> list[Bucket]:
    """The packages of `card` for the month of the tests."""
    first = NOW.replace(day=1, hour=0)
    return open_period(line=line, rate_card=card, from_at=first, until_at=first + timedelta(days=30))


def event(
    event_id: str = "",
    *,
    ago: float = 60,
    unit: Unit = Unit.VOICE,
    volume: int = 61,
    number: str = NUMBER,
    roaming: bool = False,
    to: str = "79160000000",
    source: str = "msc",
    at: datetime | None = None,
) -> Event:
    """A call of two started minutes an hour `ago` (minutes), unless said otherwise."""
    started_at = at or NOW - timedelta(minutes=ago)
    return Event(source, event_id or f"e{next(_numbers)}", number, unit, roaming, started_at, volume, to)


def rate(*events, now: datetime = NOW, **rest) -> UsageBatch:
    return rate_batch(events=events, name="test", now=now, **rest)


def counts(batch: UsageBatch) -> tuple[int, int, int]:
    """How many were rated, repeated, and put into quarantine."""
    return batch.rated, batch.repeated, batch.quarantined


def rated() -> dict[str, tuple[int, Decimal]]:
    """What packages gave to each event, and what it cost."""
    return {row.event_id: (row.taken, row.amount) for row in UsageEvent.objects.all()}
