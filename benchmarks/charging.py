"""The nightly mass: a month of every line is charged, against one SQL statement that writes the same rows.

Each turn charges the next month of all lines: an entry, a paid period and two packages each, the account and the
subscription moved on. The statement takes no locks but its own, looks at no floor, and knows that all have money.
`CHARGING_LINES` makes it small.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import psycopg

from benchmarks.measure import Measure, rates, tell
from billing.models import Account, Allowance, RateCard, Unit
from cabinet.accounts.models import Contract, Line
from cabinet.core.channels import Channel
from subscriptions.charging.periods import nth
from subscriptions.charging.run import charge_all
from subscriptions.models import Every, Kind, Subscription, Tariff

LINES = int(os.environ.get("CHARGING_LINES", "100000"))
CHUNK = 10_000
ZONE = ZoneInfo("Europe/Moscow")
OURS, PLAIN = date(2024, 1, 1), date(2025, 1, 1)  # the first days: years apart, so that the run sees only its own

# Values are of the rows that the run writes, and nothing that it checks is checked.
PLAIN_CHARGE = """
WITH due AS (
    SELECT held.id, held.public_id, held.line_id, account.id AS account_id, account.balance - tariff.price AS balance,
        account.last_seq + 1 AS seq, tariff.price, tariff.rate_card_id, tariff.name_ru, tariff.name_en
    FROM subscriptions_subscription AS held
    JOIN subscriptions_tariff AS tariff ON tariff.id = held.tariff_id
    JOIN accounts_line AS line ON line.id = held.line_id
    JOIN billing_account AS account ON account.contract_id = line.contract_id AND account.kind = 'main'
    WHERE held.status = 'active' AND held.due_at = %(start)s
), entry AS (
    INSERT INTO billing_entry (account_id, seq, line_id, kind, amount, balance_after, posted_at, occurred_at, reference,
        cause, channel)
    SELECT account_id, seq, line_id, 'tariff', -price, balance, %(start)s, %(start)s,
        'period:' || public_id || ':' || %(day)s,
        jsonb_build_object('rule', 'monthly', 'name', name_ru, 'name_en', name_en, 'source', 'tariff',
            'source_id', public_id, 'facts', jsonb_build_object('price', price::text, 'every', 'month',
            'from', %(start)s::text, 'to', %(until)s::text)),
        'system'
    FROM due RETURNING id, account_id
), moved AS (
    UPDATE billing_account SET balance = due.balance, last_seq = due.seq, last_posted_at = %(start)s
    FROM due WHERE billing_account.id = due.account_id
), paid AS (
    INSERT INTO subscriptions_periodcharge (subscription_id, period_start, period_until, amount, entry_id, charged_at)
    SELECT due.id, %(start)s, %(until)s, price, entry.id, %(start)s FROM due JOIN entry USING (account_id)
), given AS (
    INSERT INTO billing_bucket (public_id, line_id, unit, granted, used, name_ru, name_en, from_at, until_at, source,
        source_id)
    SELECT gen_random_uuid(), line_id, allowance.unit, allowance.granted, 0, name_ru, name_en, %(start)s, %(until)s,
        'tariff', due.public_id::text
    FROM due JOIN billing_allowance AS allowance ON allowance.rate_card_id = due.rate_card_id
)
UPDATE subscriptions_subscription AS held SET periods = held.periods + 1, paid_until = %(until)s, due_at = %(until)s
FROM due WHERE held.id = due.id
"""


def main() -> None:
    card = RateCard.objects.create(code="bench", name_ru="Замер")
    for unit, granted in ((Unit.VOICE, 36_000), (Unit.DATA, 30 * 1024**3)):
        Allowance.objects.create(rate_card=card, unit=unit, granted=granted)
    tariff = Tariff.objects.create(
        code="bench", name_ru="Замер", about_ru="Для замера", price=Decimal(550), rate_card=card, kinds=["mobile"]
    )
    for name, anchor in (("ours", OURS), ("plain", PLAIN)):
        _lines(name, tariff, anchor)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("ANALYZE")
        connection.execute("SET enable_nestloop = off")  # nothing knows how many are due: it would expect a single one
        connection.execute("SET work_mem = '256MB'")
        months, plain_months = count(1), count(1)
        done = rates(lambda: _charge(next(months)), lambda: _charge_plainly(connection, next(plain_months)), rounds=1)
    tell([Measure(f"charging: a month of {LINES:,} lines", *done, "lines/s", 0.1)])


def _charge(month: int) -> int:
    moment = nth(anchor=OURS, every=Every.MONTH, index=month, zone=ZONE).start
    ran = charge_all(clock=lambda: moment)
    if ran.periods != LINES or ran.failed:
        raise RuntimeError(f"{ran.periods} periods of {LINES} were charged")
    return ran.periods


def _charge_plainly(connection: psycopg.Connection, month: int) -> int:
    period = nth(anchor=PLAIN, every=Every.MONTH, index=month, zone=ZONE)
    values = {"start": period.start, "until": period.until, "day": f"{period.start:%Y-%m-%d}"}
    charged = connection.execute(PLAIN_CHARGE, values).rowcount
    if charged != LINES:
        raise RuntimeError(f"{charged} periods of {LINES} were charged")
    return charged


def _lines(name: str, tariff: Tariff, anchor: date) -> None:
    """Lines with money for years, each on a contract of its own, whose first month was charged."""
    first = nth(anchor=anchor, every=Every.MONTH, index=0, zone=ZONE)
    begun = datetime(2023, 1, 1, tzinfo=UTC)
    for start in range(0, LINES, CHUNK):
        numbers = range(start, min(start + CHUNK, LINES))
        contracts = Contract.objects.bulk_create(
            Contract(number=f"{name}-{number}", customer_name=name, time_zone=ZONE.key) for number in numbers
        )
        lines = Line.objects.bulk_create(
            Line(contract=contract, number=contract.number, opened_at=begun) for contract in contracts
        )
        Account.objects.bulk_create(
            Account(contract=contract, balance=Decimal(100_000), last_seq=1, last_posted_at=begun)
            for contract in contracts
        )
        Subscription.objects.bulk_create(
            Subscription(
                line=line,
                kind=Kind.TARIFF,
                code=tariff.code,
                tariff=tariff,
                started_at=first.start,
                anchor=anchor,
                periods=1,
                paid_until=first.until,
                due_at=first.until,
                channel=Channel.SYSTEM,
            )
            for line in lines
        )


if __name__ == "__main__":
    main()
