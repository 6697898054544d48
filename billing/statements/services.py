"""Bills: each month of an account, once it is closed, is summed and kept. What a bill says never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from billing.models import AccountKind
from billing.periods import month, next_month, today
from billing.statements.categories import category_sql

# What was on its way at midnight is posted by then; what comes still later is posted after the bill (`billed_until`).
CLOSED_AFTER = timedelta(hours=1)
AT_ONCE = 200  # accounts: they are locked meanwhile
ACCOUNTS = """
SELECT account.id, contract.time_zone, first.posted_at,
    (SELECT max(month) FROM billing_bill WHERE account_id = account.id)
FROM billing_account AS account
JOIN accounts_contract AS contract ON contract.id = account.contract_id
JOIN billing_entry AS first ON first.account_id = account.id AND first.seq = 1
"""
OF_CONTRACT = f"{ACCOUNTS} WHERE account.contract_id = %s AND account.kind = %s"
OF_RANGE = f"{ACCOUNTS} WHERE account.id > %s ORDER BY account.id LIMIT %s"
LOCK = "SELECT 1 FROM billing_account WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"
MAKE = f"""
WITH due AS (
    SELECT * FROM unnest(%(accounts)s::bigint[], %(months)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
        AS due (account_id, month, start_at, end_at)
),
bounds AS (
    SELECT due.account_id, month, coalesce(before.seq, 0) AS after_seq, coalesce(before.balance_after, 0) AS opening,
        coalesce(until.seq, 0) AS last_seq, coalesce(until.balance_after, 0) AS closing
    FROM due
    LEFT JOIN LATERAL (
        SELECT seq, balance_after FROM billing_entry WHERE account_id = due.account_id AND posted_at < due.start_at
        ORDER BY posted_at DESC, seq DESC LIMIT 1
    ) AS before ON true
    LEFT JOIN LATERAL (
        SELECT seq, balance_after FROM billing_entry WHERE account_id = due.account_id AND posted_at < due.end_at
        ORDER BY posted_at DESC, seq DESC LIMIT 1
    ) AS until ON true
),
parts AS (
    SELECT bounds.account_id, month, entry.line_id, {category_sql("entry")} AS category, sum(entry.amount) AS amount
    FROM bounds JOIN billing_entry AS entry
        ON entry.account_id = bounds.account_id AND entry.seq > after_seq AND entry.seq <= last_seq
    GROUP BY 1, 2, 3, 4
),
made AS (
    INSERT INTO billing_bill
        (public_id, account_id, month, opening, income, spent, closing, after_seq, last_seq, made_at)
    SELECT gen_random_uuid(), bounds.account_id, bounds.month, opening,
        coalesce(sum(amount) FILTER (WHERE amount > 0), 0), coalesce(-sum(amount) FILTER (WHERE amount < 0), 0),
        closing, after_seq, last_seq, %(now)s
    FROM bounds LEFT JOIN parts ON parts.account_id = bounds.account_id AND parts.month = bounds.month
    GROUP BY bounds.account_id, bounds.month, opening, closing, after_seq, last_seq
    ON CONFLICT (account_id, month) DO NOTHING RETURNING id, account_id, month
),
told AS (
    INSERT INTO billing_billrow (bill_id, line_id, category, amount)
    SELECT made.id, line_id, category, amount
    FROM made JOIN parts ON parts.account_id = made.account_id AND parts.month = made.month
),
ended AS (
    UPDATE billing_account SET billed_until = greatest(billed_until, last.end_at)
    FROM (SELECT account_id, max(end_at) AS end_at FROM due GROUP BY account_id) AS last
    WHERE billing_account.id = last.account_id
)
SELECT count(*) FROM made
"""  # noqa: S608 - our own expressions


@dataclass(frozen=True, slots=True)
class _Ledger:
    """An account with entries: since when, in which zone, and the newest month that has a bill."""

    account_id: int
    zone: ZoneInfo
    first_posted_at: datetime
    billed: date | None

    def due(self, now: datetime) -> Iterator[date]:
        """The closed months that have no bill yet. Bills are made in their order, so none is missing before one."""
        each = next_month(self.billed) if self.billed else today(self.first_posted_at, self.zone).replace(day=1)
        while month(each, self.zone).end + CLOSED_AFTER <= now:
            yield each
            each = next_month(each)


def make_bills(*, contract_id: int, now: datetime, kind: AccountKind = AccountKind.MAIN) -> int:
    """Make the bills that the account of a contract has yet to get; returns how many. Costs one query if none."""
    return _make(_read(OF_CONTRACT, [contract_id, kind.value]), now)


def make_bills_of_range(*, after: int, limit: int, now: datetime) -> tuple[int, int | None]:
    """Make the bills that accounts still lack: of the first `limit` accounts with entries beyond the primary key
    `after`. Returns how many were made, and where to go on; None at the end."""
    ledgers = _read(OF_RANGE, [after, limit])
    made = sum(_make(ledgers[start : start + AT_ONCE], now) for start in range(0, len(ledgers), AT_ONCE))
    return made, ledgers[-1].account_id if len(ledgers) == limit else None


def _read(statement: str, params: Sequence[int | str]) -> list[_Ledger]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [_Ledger(account, ZoneInfo(zone), first, billed) for account, zone, first, billed in cursor.fetchall()]


def _make(ledgers: Iterable[_Ledger], now: datetime) -> int:
    due = [(ledger, month(first, ledger.zone)) for ledger in ledgers for first in ledger.due(now)]
    if not due:
        return 0
    accounts = [ledger.account_id for ledger, _period in due]
    params: dict[str, Any] = {
        "accounts": accounts,
        "months": [period.first for _ledger, period in due],
        "starts": [period.start for _ledger, period in due],
        "ends": [period.end for _ledger, period in due],
        "now": now,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [accounts])  # whoever posts to them just now is waited for
        cursor.execute(MAKE, params)
        return int(cursor.fetchone()[0])
