"""Does the money add up? Asked of PostgreSQL in sets, a range of accounts at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from billing.models import Account

RANGE = 10_000  # accounts
# One statement, so one snapshot: accounts and entries are seen as of the same moment while others post.
AUDIT = """
WITH chain AS (
    SELECT id, account_id, seq, kind, amount, balance_after, posted_at, reverses_id,
        row_number() OVER along AS right_seq,
        sum(amount) OVER along AS right_balance,
        lag(posted_at) OVER along AS posted_before,
        seq = max(seq) OVER (PARTITION BY account_id) AS is_last
    FROM billing_entry WHERE account_id >= %(first)s AND account_id < %(end)s
    WINDOW along AS (PARTITION BY account_id ORDER BY seq)
)
SELECT account_id, seq, 'seq' FROM chain WHERE seq <> right_seq
UNION ALL SELECT account_id, seq, 'balance_after' FROM chain WHERE balance_after <> right_balance
UNION ALL SELECT account_id, seq, 'posted_at' FROM chain WHERE posted_at < posted_before
UNION ALL SELECT chain.account_id, chain.seq, 'reverses'
    FROM chain LEFT JOIN billing_entry AS undone ON undone.id = chain.reverses_id
    WHERE chain.kind = 'reversal' AND (
        undone.account_id IS DISTINCT FROM chain.account_id
        OR undone.amount <> -chain.amount
        OR EXISTS (
            SELECT 1 FROM billing_entry AS earlier
            WHERE earlier.reverses_id = undone.id AND earlier.kind = 'reversal' AND earlier.id < chain.id
        )
    )
UNION ALL SELECT account.id, account.last_seq, 'account'
    FROM billing_account AS account LEFT JOIN chain ON chain.account_id = account.id AND chain.is_last
    WHERE account.id >= %(first)s AND account.id < %(end)s AND (
        account.balance <> coalesce(chain.right_balance, 0)
        OR account.last_seq <> coalesce(chain.seq, 0)
        OR account.last_posted_at IS DISTINCT FROM chain.posted_at
    )
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where the ledger of an account does not add up, and in what: `seq` has a gap, `balance_after` is not the sum so
    far, `posted_at` goes back, what it `reverses` is another account's, another sum or undone already, or the `account`
    itself differs from its last entry."""

    account_id: int
    seq: int
    what: str


def audit() -> Iterator[Flaw]:
    """Every flaw of every account, in the order of accounts."""
    end = (Account.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    for first in range(0, end, RANGE):
        with connection.cursor() as cursor:
            cursor.execute(AUDIT, {"first": first, "end": first + RANGE})
            rows = cursor.fetchall()
        for row in rows:
            yield Flaw(*row)
