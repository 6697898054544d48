"""The ledger against the same inserts and updates as plain SQL: no locks, no replays, no floor, no objects.

Both write to the same tables, each to accounts of its own, in transactions of the same size.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from random import Random

import psycopg

from benchmarks.measure import Measure, rates, tell
from billing.kinds import EntryKind
from billing.models import Account
from billing.services.ledger import Posting, post, post_many
from cabinet.accounts.models import Contract

NOW = datetime.now(UTC)
ACCOUNTS = 1000
BATCH, BATCHES = 1000, 4  # rows in a batch, batches in a turn
THREADS, POSTS = 8, 50  # posts of each thread in a turn
ROUNDS = 9
AMOUNT = Decimal("1.00")

# A batch, by the quickest plain SQL: values that are known beforehand, as arrays.
PLAIN_INSERT_MANY = """
INSERT INTO billing_entry (account_id, seq, kind, amount, balance_after, posted_at, occurred_at, reference, channel)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::numeric[], %s::numeric[], %s::timestamptz[],
    %s::timestamptz[], %s::text[], %s::text[])
"""
PLAIN_MOVE_MANY = """
UPDATE billing_account SET balance = moved.balance, last_seq = moved.seq, last_posted_at = moved.posted_at
FROM unnest(%s::bigint[], %s::numeric[], %s::bigint[], %s::timestamptz[]) AS moved (id, balance, seq, posted_at)
WHERE billing_account.id = moved.id
"""
# `post()` as somebody would write it who needs nothing but the two rows changed.
PLAIN_MOVE = """
UPDATE billing_account SET balance = balance + %s, last_seq = last_seq + 1, last_posted_at = %s WHERE id = %s
RETURNING balance, last_seq
"""
PLAIN_INSERT = """
INSERT INTO billing_entry (account_id, seq, kind, amount, balance_after, posted_at, occurred_at, reference, channel)
VALUES (%s, %s, 'payment', %s, %s, %s, %s, %s, 'system')
"""

references = count()
local = threading.local()


def main() -> None:
    ours, plain = _accounts("ours"), _accounts("plain")
    batches = rates(lambda: post_batches(ours), PlainBatches(plain), rounds=ROUNDS)
    with ThreadPoolExecutor(THREADS) as pool:
        singles = rates(
            lambda: in_threads(pool, lambda account: post_one(ours[account])),
            lambda: in_threads(pool, lambda account: plain_one(plain[account].pk)),
            rounds=ROUNDS,
        )
    tell(
        [
            Measure(f"ledger: post_many, batches of {BATCH:,}", *batches, "entries/s", 0.5),
            Measure(f"ledger: post, {THREADS} threads, {ACCOUNTS:,} accounts", *singles, "entries/s", 0.5),
        ]
    )


def post_batches(accounts: list[Account]) -> int:
    for batch in range(BATCHES):
        rows = [
            Posting(account_id=account.pk, amount=AMOUNT, kind=EntryKind.PAYMENT, reference=f"b{next(references)}")
            for account in _spread(accounts, batch)
        ]
        post_many(rows, now=NOW)
    return BATCH * BATCHES


class PlainBatches:
    """One insert and one update a batch."""

    def __init__(self, accounts: list[Account]) -> None:
        self.accounts = accounts
        self.seq = {account.pk: 0 for account in accounts}
        self.connection = psycopg.connect(os.environ["DATABASE_URL"])

    def __call__(self) -> int:
        for batch in range(BATCHES):
            rows, last = [], {}
            for account in _spread(self.accounts, batch):
                seq = self.seq[account.pk] = self.seq[account.pk] + 1
                name = f"b{next(references)}"
                rows.append((account.pk, seq, "payment", AMOUNT, AMOUNT * seq, NOW, NOW, name, "system"))
                last[account.pk] = (account.pk, AMOUNT * seq, seq, NOW)
            with self.connection.transaction():
                self.connection.execute(PLAIN_INSERT_MANY, _columns(rows))
                self.connection.execute(PLAIN_MOVE_MANY, _columns(last.values()))
        return BATCH * BATCHES


def in_threads(pool: ThreadPoolExecutor, one: Callable[[int], None]) -> int:
    def many(seed: int) -> None:
        random = Random(seed)
        for _turn in range(POSTS):
            one(random.randrange(ACCOUNTS))

    list(pool.map(many, range(THREADS)))
    return THREADS * POSTS


def post_one(account: Account) -> None:
    post(account=account, amount=AMOUNT, kind=EntryKind.PAYMENT, reference=f"s{next(references)}", now=NOW)


def plain_one(account: int) -> None:
    connection = getattr(local, "connection", None)
    if connection is None:
        connection = local.connection = psycopg.connect(os.environ["DATABASE_URL"])
    with connection.transaction():
        balance, seq = connection.execute(PLAIN_MOVE, [AMOUNT, NOW, account]).fetchone()
        connection.execute(PLAIN_INSERT, [account, seq, AMOUNT, balance, NOW, NOW, f"s{next(references)}"])


def _accounts(name: str) -> list[Account]:
    contracts = Contract.objects.bulk_create(
        Contract(number=f"{name}-{number}", customer_name=name) for number in range(ACCOUNTS)
    )
    return Account.objects.bulk_create(Account(contract=contract) for contract in contracts)


def _spread(accounts: list[Account], batch: int) -> list[Account]:
    """`BATCH` rows over a fifth of the accounts: several rows of an account in one batch."""
    fifth = accounts[batch % 5 :: 5]
    return [fifth[place % len(fifth)] for place in range(BATCH)]


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


if __name__ == "__main__":
    main()
