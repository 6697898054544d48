"""Lines that were on a tariff for long enough, and what they used."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from billing.models import Unit
from billing.usage.events import Event
from billing.usage.packages import set_rate
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from subscriptions.models import Kind, Reckoning, Recommendation, Status, Subscription, Tariff
from subscriptions.recommending.reckoning import reckon
from tests.billing.usage.network import rate
from tests.people import NOW, make_owner
from tests.subscriptions.made import GB, MINUTE, make_tariff

_numbers = count(1)
LONG_AGO = datetime(2026, 1, 9, 21, tzinfo=UTC)  # the tenth, in Moscow
ANCHOR = date(2026, 1, 10)
# The last three whole months before `NOW`, 24 November: from 10 August to 9 November.
AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (datetime(2026, month, 15, 9, tzinfo=UTC) for month in (8, 9, 10, 11))
SMALL: Mapping[Unit, int] = {Unit.VOICE: 100 * MINUTE, Unit.DATA: 5 * GB}


def on(line: Line, tariff: Tariff, *, anchor: date = ANCHOR, **fields: object) -> Subscription:
    """`line` has `tariff` since long ago; what was paid for it is of no interest here."""
    set_rate(line=line, rate_card=tariff.rate_card, from_at=LONG_AGO)
    return Subscription.objects.create(
        line=line,
        kind=Kind.TARIFF,
        code=tariff.code,
        tariff=tariff,
        started_at=LONG_AGO,
        anchor=anchor,
        channel=Channel.PAGE,
        **{"status": Status.ACTIVE, **fields},
    )


def subscriber(msisdn: str = "79031234567", *, tariff: Tariff | None = None) -> Line:
    """Somebody on `tariff`, which costs 550 ₽ and gives 100 minutes and 5 GB unless said otherwise."""
    _owner, line = make_owner(msisdn)
    on(line, tariff or make_tariff("own", 550, allowances=SMALL))
    return line


def uses(line: Line, at: datetime, minutes: int = 0, *, gb: int = 0, now: datetime = NOW) -> None:
    """A call of so many `minutes`, and a session."""
    events = [_event(line, at, Unit.VOICE, minutes * MINUTE)] if minutes else []
    events += [_event(line, at, Unit.DATA, gb * GB)] if gb else []
    rate(*events, now=now)


def _event(line: Line, at: datetime, unit: Unit, volume: int) -> Event:
    return Event("msc", f"u{next(_numbers)}", str(line.msisdn), unit, False, at, volume, "79160000000")


def compute(*lines: Line, now: datetime = NOW) -> dict[str, Decimal]:
    """Recommendations of `lines`, computed: by the code of each, what it saves a month."""
    reckon([Line.objects.select_related("contract").get(pk=line.pk) for line in lines], now=now)
    return offered()


def offered() -> dict[str, Decimal]:
    rows = Recommendation.objects.filter(accepted_at=None).select_related("tariff", "service").order_by("-saving")
    return {str((row.tariff or row.service).code): row.saving for row in rows}


def only(**fields: object) -> Recommendation:
    return Recommendation.objects.get(**fields)


def savings(line: Line) -> dict[str, Decimal]:
    """By the code of each tariff."""
    codes = dict(Tariff.objects.values_list("pk", "code"))
    kept = Reckoning.objects.get(line=line).savings
    return {codes[int(tariff)]: Decimal(saved) for tariff, saved in kept.items()}
