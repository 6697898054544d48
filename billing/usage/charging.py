"""Last part of rating: what packages did not pay for becomes entries, and the events are written."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.backends.utils import CursorWrapper

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account, AccountKind, Unit, UsageBatch
from billing.services.ledger import Posting, post_many
from billing.usage.incoming import NO_WALKS, WALKS
from cabinet.core.channels import Channel

RULES = {Unit.VOICE: "call", Unit.SMS: "sms", Unit.DATA: "data"}  # of `causes.TITLES`
# Each event is rounded once, half up, and then summed, so that totals do not depend on how events came. One entry for
# each line, kind of usage and month of the contract's calendar: an entry is explained by one rate's name.
COSTS = """
CREATE TEMP TABLE usage_cost ON COMMIT DROP AS
SELECT *, round(((need - taken + step - 1) / step) * price, 2) AS amount,
    date_trunc('month', started_at AT TIME ZONE time_zone) AS month
FROM usage_fresh
"""
CHARGES = """
CREATE TEMP TABLE usage_charge ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY line_id, month, unit, roaming, name_ru, name_en)::int AS charge,
    NULL::bigint AS entry_id, line_id, contract_id, unit, roaming, name_ru, name_en, month, count(*) AS events,
    sum(volume) AS volume, sum(amount) AS amount, min(started_at) AS first, max(started_at) AS last,
    CASE WHEN min(rate_id) = max(rate_id) THEN min(price) END AS price, min(step) AS step
FROM usage_cost WHERE amount > 0
GROUP BY line_id, contract_id, unit, roaming, name_ru, name_en, month
"""
TO_POST = """
SELECT charge, account.id AS account_id, charge.contract_id, line_id, unit, roaming, name_ru, name_en, events, volume,
    amount, first, last, price, step
FROM usage_charge AS charge LEFT JOIN billing_account AS account
    ON account.contract_id = charge.contract_id AND account.kind = 'main'
ORDER BY charge
"""
POSTED = """
UPDATE usage_charge SET entry_id = posted.entry_id
FROM unnest(%s::int[], %s::bigint[]) AS posted (charge, entry_id) WHERE usage_charge.charge = posted.charge
"""
EVENTS = """
INSERT INTO billing_usageevent (line_id, source, event_id, unit, roaming, started_at, volume, counterpart, rate_id,
    taken, amount, batch_id, entry_id)
SELECT cost.line_id, source, event_id, cost.unit, cost.roaming, started_at, cost.volume, counterpart, rate_id,
    taken, cost.amount, %s, entry_id
FROM usage_cost AS cost LEFT JOIN usage_charge AS charge
    ON cost.amount > 0 AND charge.line_id = cost.line_id AND charge.month = cost.month AND charge.unit = cost.unit
    AND charge.roaming = cost.roaming AND charge.name_ru = cost.name_ru AND charge.name_en = cost.name_en
ORDER BY cost.line_id, started_at, place
"""


def charge(cursor: CursorWrapper, *, batch: UsageBatch, now: datetime) -> tuple[int, Decimal]:
    """Post what the fresh events cost, and write them down; returns how many they are and the sum in roubles."""
    for made in (NO_WALKS, COSTS, CHARGES, WALKS):
        cursor.execute(made)
    charges = _charges(cursor)
    entries = post_many([_posting(row, batch) for row in charges], now=now)
    cursor.execute(POSTED, [[row["charge"] for row in charges], [entry.pk for entry in entries]])
    cursor.execute(NO_WALKS)
    cursor.execute(EVENTS, [batch.pk])
    rated = cursor.rowcount
    cursor.execute(WALKS)
    return rated, sum((row["amount"] for row in charges), Decimal(0))


def _charges(cursor: CursorWrapper) -> list[dict[str, Any]]:
    """Rows of `usage_charge` with the main account of each; an account that is missing is opened."""
    rows = _read(cursor)
    missing = sorted({row["contract_id"] for row in rows if row["account_id"] is None})
    if missing:
        fresh = [Account(contract_id=contract, kind=AccountKind.MAIN) for contract in missing]
        Account.objects.bulk_create(fresh, ignore_conflicts=True)
        rows = _read(cursor)
    return rows


def _read(cursor: CursorWrapper) -> list[dict[str, Any]]:
    cursor.execute(TO_POST)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _posting(row: dict[str, Any], batch: UsageBatch) -> Posting:
    facts = {
        "events": row["events"],
        "volume": int(row["volume"]),
        "unit": row["unit"],
        "roaming": row["roaming"],
        "from": row["first"].isoformat(),
        "to": row["last"].isoformat(),
    }
    if row["price"] is not None:
        facts |= {"price": str(row["price"]), "step": row["step"]}
    return Posting(
        account_id=row["account_id"],
        amount=-row["amount"],
        kind=EntryKind.USAGE,
        reference=f"usage:{batch.public_id}:{row['charge']}",
        line_id=row["line_id"],
        cause=Cause(
            rule=RULES[Unit(row["unit"])],
            name=row["name_ru"],
            name_en=row["name_en"],
            source="usage",
            source_id=str(batch.public_id),
            facts=facts,
        ),
        channel=Channel(batch.channel),
        occurred_at=row["last"],
    )
