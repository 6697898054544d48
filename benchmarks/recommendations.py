"""Recommending to 10,000 lines against rating the same usage once, as the network reported it.

A line has a hundred events of three months; what would have been cheaper is looked for among the tariffs and services
of the demonstration, so each line's usage is rated a dozen times, and what is found is written. `RECOMMENDED_LINES`
makes it smaller.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import connection

from benchmarks.measure import Measure, tell
from billing.demo.cards import KAZAKHSTAN
from billing.demo.usage import FRIENDS, MB
from billing.models import LineRate, Unit
from billing.services.ledger import open_account
from billing.usage.events import Event
from billing.usage.packages import Period, open_periods
from billing.usage.partitions import ensure, later, month_of
from billing.usage.rating import rate_batch
from cabinet.accounts.models import Contract, Line, LineKind
from cabinet.core.channels import Channel
from subscriptions.demo.catalogue import make_catalogue
from subscriptions.models import Kind, Recommendation, Subscription, Tariff
from subscriptions.recommending.nightly import reckon_next
from subscriptions.recommending.spans import span_of

LINES, EVENTS, BATCH = int(os.environ.get("RECOMMENDED_LINES", "10000")), 100, 20_000
NOW = datetime.now(UTC)
ANCHOR = (NOW - timedelta(days=40)).date().replace(day=1)
random = Random(1)


def main() -> None:
    ensure(later(month_of(NOW), -back) for back in range(-1, 6))
    make_catalogue(now=NOW)
    lines = _lines()
    rating = _timed(lambda: _rate(lines))
    reckoning = _timed(_reckon)
    found = Recommendation.objects.values("line").distinct().count()
    print(f"  {reckoning:.0f} s, {found} lines are offered something", file=sys.stderr)
    what = f"recommendations for {LINES:,} lines of {EVENTS} events"
    tell([Measure(what, LINES / reckoning, LINES / rating, "lines/s", 0.3)])


def _timed(work: Callable[[], None]) -> float:
    """Seconds."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _rate(lines: list[str]) -> None:
    events = list(_events(lines))
    for first in range(0, len(events), BATCH):
        rate_batch(events=events[first : first + BATCH], name="bench", now=NOW)


def _reckon() -> None:
    last: int | None = 0
    while last is not None:
        last = reckon_next(night=NOW, after=last, now=NOW)


def _events(lines: list[str]) -> Iterator[Event]:
    """In the order in which they begin, over the three months before this one."""
    until = datetime(NOW.year, NOW.month, 1, tzinfo=UTC)
    every = timedelta(days=90) / (LINES * EVENTS)
    kinds = (
        (Unit.DATA, 500 * MB, ""),
        (Unit.DATA, 5 * MB, ""),
        (Unit.VOICE, 900, random.choice(FRIENDS)),
        (Unit.SMS, 1, random.choice(FRIENDS)),
        (Unit.VOICE, 300, f"{KAZAKHSTAN}012223344"),
    )
    for number in range(LINES * EVENTS):
        unit, most, to = random.choices(kinds, (4, 4, 6, 3, 1))[0]
        at = until - timedelta(days=90) + number * every
        volume = random.randint(1, most)
        yield Event("bench", str(number), random.choice(lines), str(unit), False, at, volume, to)


def _lines() -> list[str]:
    tariff = Tariff.objects.select_related("rate_card").get(code="together-l")
    opened = NOW - timedelta(days=400)
    contracts = Contract.objects.bulk_create(
        Contract(number=f"bench-{number}", customer_name="Bench") for number in range(LINES)
    )
    lines = Line.objects.bulk_create(
        Line(contract=each, number=f"7900{place:07}", msisdn=f"7900{place:07}", kind=LineKind.MOBILE, opened_at=opened)
        for place, each in enumerate(contracts)
    )
    LineRate.objects.bulk_create(LineRate(line=line, rate_card=tariff.rate_card, from_at=opened) for line in lines)
    Subscription.objects.bulk_create(
        Subscription(
            line=line,
            kind=Kind.TARIFF,
            code=tariff.code,
            tariff=tariff,
            started_at=opened,
            anchor=ANCHOR,
            channel=Channel.PAGE,
        )
        for line in lines
    )
    span = span_of(anchor=ANCHOR, now=NOW, zone=ZoneInfo(contracts[0].time_zone))
    open_periods([Period(line, tariff.rate_card, each.start, each.until) for line in lines for each in span.months])
    for contract in contracts:
        open_account(contract=contract)
    return [line.number for line in lines]


if __name__ == "__main__":
    main()
