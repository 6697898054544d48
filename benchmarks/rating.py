"""Rating against `COPY` of the same rows into a bare table.

Rating deduplicates, finds card, price and packages of each event, takes packages first, charges the rest to accounts
and writes the events; the bare table has no index, and nobody asks it anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from django.db import connection

from benchmarks.measure import Measure, rates, tell
from billing.demo.cards import KAZAKHSTAN, PHONE, make_cards
from billing.demo.usage import MB
from billing.models import LineRate, Unit
from billing.services.ledger import open_account
from billing.usage.events import Event
from billing.usage.packages import Period, open_periods
from billing.usage.partitions import ensure_ahead
from billing.usage.rating import rate_batch
from cabinet.accounts.models import Contract, Line, LineKind

NOW = datetime.now(UTC)
LINES, BATCH, ROUNDS = 2000, 20_000, 7
BARE = """
CREATE TABLE bare (source text, event_id text, line text, unit text, roaming boolean, started_at timestamptz,
    volume bigint, counterpart text)
"""
numbers = count()
random = Random(1)


def main() -> None:
    ensure_ahead(NOW)
    lines = _lines()
    with connection.cursor() as cursor:
        cursor.execute(BARE)
    ours, bare = rates(lambda: _rate(lines), lambda: _copy(lines), rounds=ROUNDS)
    tell([Measure("rating usage events, batches of 20,000 of 2,000 lines", ours, bare, "events/s", 0.04)])


def _rate(lines: list[str]) -> int:
    return rate_batch(events=_events(lines), name="bench", now=datetime.now(UTC)).rated


def _copy(lines: list[str]) -> int:
    with connection.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
        for event in _events(lines):
            copy.write_row(event[:8])
    return BATCH


def _events(lines: list[str]) -> Iterator[Event]:
    """A tenth abroad, which packages do not pay for; the rest is half data, half calls and messages."""
    for _number in range(BATCH):
        at = NOW - timedelta(seconds=random.randint(1, 3600))
        unit, volume, to = random.choice(
            (
                (Unit.DATA, random.randint(1, 200 * MB), ""),
                (Unit.DATA, random.randint(1, MB), ""),
                (Unit.VOICE, random.randint(1, 600), "79161112233"),
                (Unit.SMS, 1, "79161112233"),
                (Unit.VOICE, random.randint(1, 300), f"{KAZAKHSTAN}012223344"),
            )
        )
        yield Event("bench", str(next(numbers)), random.choice(lines), str(unit), False, at, volume, to)


def _lines() -> list[str]:
    """Lines on the demonstration's card, each with its packages and account."""
    card = make_cards()[PHONE.code]
    month = NOW.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    contracts = Contract.objects.bulk_create(
        Contract(number=f"bench-{number}", customer_name="Bench") for number in range(LINES)
    )
    lines = Line.objects.bulk_create(
        Line(
            contract=contract,
            number=f"7900{number:07}",
            msisdn=f"7900{number:07}",
            kind=LineKind.MOBILE,
            opened_at=month - timedelta(days=400),
        )
        for number, contract in enumerate(contracts)
    )
    LineRate.objects.bulk_create(LineRate(line=line, rate_card=card, from_at=month) for line in lines)
    open_periods([Period(line, card, month, month + timedelta(days=33)) for line in lines])
    for contract in contracts:
        open_account(contract=contract)
    return [line.number for line in lines]


if __name__ == "__main__":
    main()
