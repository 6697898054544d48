"""What must agree besides the ledger's own chain: each agreement is one statement that returns what breaks it.

Events are kept for some months only, so what is proven by events is asked of what began since the oldest month that is
left. Everything else is asked of all rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from billing.usage import partitions


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` does not agree at `where` (a table and a key): it `should` be one value and `is` another."""

    what: str
    where: str
    should: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} should be {self.should}, and is {self.found}"


# Every statement returns where, what should be and what is; %(oldest)s is the oldest moment that events are kept of.
AGREEMENTS: dict[str, str] = {
    "what batches took of a package": """
        SELECT 'bucket ' || bucket.id, coalesce(sum(taken), 0)::text, used::text
        FROM billing_bucket AS bucket LEFT JOIN billing_bucketuse ON bucket_id = bucket.id
        GROUP BY bucket.id HAVING used <> coalesce(sum(taken), 0)
    """,
    "what events took of packages": """
        WITH uses AS (
            SELECT batch_id, line_id, unit, sum(taken) AS taken, min(from_at) AS since
            FROM billing_bucketuse JOIN billing_bucket AS bucket ON bucket.id = bucket_id GROUP BY 1, 2, 3
        ), events AS (
            SELECT batch_id, line_id, unit, sum(taken) AS taken
            FROM billing_usageevent WHERE taken > 0 GROUP BY 1, 2, 3
        )
        SELECT 'batch ' || batch_id || ', line ' || line_id || ', ' || unit,
            coalesce(events.taken, 0)::text, coalesce(uses.taken, 0)::text
        FROM uses FULL JOIN events USING (batch_id, line_id, unit)
        WHERE coalesce(uses.taken, 0) <> coalesce(events.taken, 0) AND coalesce(since >= %(oldest)s, true)
    """,
    "the sum of the events that an entry charges": """
        SELECT 'entry ' || entry.id, coalesce(sum(event.amount), 0)::text, (-entry.amount)::text
        FROM billing_entry AS entry LEFT JOIN billing_usageevent AS event
            ON event.entry_id = entry.id AND event.line_id = entry.line_id
        WHERE kind = 'usage' AND cause->>'source' = 'usage' AND (cause->'facts'->>'from')::timestamptz >= %(oldest)s
        GROUP BY entry.id HAVING coalesce(sum(event.amount), 0) <> -entry.amount
    """,
    "what a batch charged": """
        WITH charged AS (
            SELECT cause->>'source_id' AS batch, -sum(amount) AS amount FROM billing_entry
            WHERE kind = 'usage' AND cause->>'source' = 'usage' GROUP BY 1
        )
        SELECT 'batch ' || batch.id, coalesce(charged.amount, 0)::text, batch.amount::text
        FROM billing_usagebatch AS batch LEFT JOIN charged ON charged.batch = batch.public_id::text
        WHERE coalesce(charged.amount, 0) <> batch.amount
    """,
    "what was given back of an entry, at most": """
        SELECT 'entry ' || entry.id, entry.amount::text, (-sum(back.amount))::text
        FROM billing_entry AS back JOIN billing_entry AS entry ON entry.id = back.reverses_id
        GROUP BY entry.id
        HAVING abs(sum(back.amount)) > abs(entry.amount) OR sign(sum(back.amount)) = sign(entry.amount)
            OR bool_or(back.account_id <> entry.account_id)
    """,
    "what is owed": """
        WITH open AS (
            SELECT account_id, sum(amount + fee - repaid) AS owed FROM billing_trustpayment
            WHERE status = 'open' GROUP BY 1
        )
        SELECT 'account ' || account.id, coalesce(open.owed, 0)::text, account.owed::text
        FROM billing_account AS account LEFT JOIN open ON open.account_id = account.id
        WHERE account.owed <> coalesce(open.owed, 0)
    """,
    "what came back of a trust payment": """
        WITH back AS (
            SELECT account_id, cause->>'source_id' AS trust, -sum(amount) AS amount FROM billing_entry
            WHERE kind IN ('trust_repayment', 'trust_fee') AND cause->>'source' = 'trust' GROUP BY 1, 2
        )
        SELECT 'trust payment ' || trust.id, coalesce(back.amount, 0)::text, repaid::text
        FROM billing_trustpayment AS trust
        LEFT JOIN back ON back.trust = trust.public_id::text AND back.account_id = trust.account_id
        WHERE coalesce(back.amount, 0) <> repaid
    """,
    "the entry of a payment": """
        SELECT 'payment ' || payment.id, payment.amount::text, entry.amount::text
        FROM billing_payment AS payment JOIN billing_entry AS entry ON entry.id = entry_id
        WHERE entry.amount <> payment.amount OR entry.account_id <> payment.account_id OR entry.kind <> 'payment'
    """,
    "the entries of a transfer": """
        SELECT 'transfer ' || transfer.id, transfer.amount::text, gone.amount || ' and ' || came.amount
        FROM billing_transfer AS transfer
        JOIN billing_entry AS gone ON gone.id = out_entry_id JOIN billing_entry AS came ON came.id = in_entry_id
        WHERE gone.amount <> -transfer.amount OR came.amount <> transfer.amount
            OR gone.account_id <> from_account_id OR came.account_id <> to_account_id
    """,
    "the sum of own accounts after money moved between them": """
        SELECT 'contract ' || contract_id, '0', sum(amount)::text
        FROM billing_entry AS entry JOIN billing_account AS account ON account.id = account_id
        WHERE entry.kind IN ('move_in', 'move_out') GROUP BY contract_id HAVING sum(amount) <> 0
    """,
    "the totals of a bill": """
        WITH counted AS (
            SELECT bill.id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS income,
                coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS spent
            FROM billing_bill AS bill LEFT JOIN billing_entry AS entry
                ON entry.account_id = bill.account_id AND seq > after_seq AND seq <= bill.last_seq
            GROUP BY bill.id
        )
        SELECT 'bill ' || bill.id, counted.income || ' and ' || counted.spent, bill.income || ' and ' || bill.spent
        FROM billing_bill AS bill JOIN counted USING (id)
        WHERE counted.income <> bill.income OR counted.spent <> bill.spent
    """,
    "the balance at the end of a bill": """
        SELECT 'bill ' || bill.id, coalesce(balance_after, 0)::text, closing::text
        FROM billing_bill AS bill LEFT JOIN billing_entry AS entry
            ON entry.account_id = bill.account_id AND entry.seq = bill.last_seq
        WHERE closing <> coalesce(balance_after, 0)
    """,
    "the rows of a bill": """
        SELECT 'bill ' || bill.id, (income - spent)::text, coalesce(sum(amount), 0)::text
        FROM billing_bill AS bill LEFT JOIN billing_billrow ON bill_id = bill.id
        GROUP BY bill.id HAVING coalesce(sum(amount), 0) <> income - spent
    """,
}


def register(more: Mapping[str, str]) -> None:
    """Add what must agree of tables that billing does not know: statements as those here, by what they look at."""
    AGREEMENTS.update(more)


def differences() -> Iterator[Difference]:
    """Whatever does not agree, statement by statement: each sees the tables as of one moment."""
    kept = partitions.existing()
    first = min(kept) if kept else datetime.now(UTC).date()
    oldest = datetime(first.year, first.month, first.day, tzinfo=UTC)
    for what, statement in AGREEMENTS.items():
        with connection.cursor() as cursor:
            cursor.execute(statement, {"oldest": oldest})
            rows = cursor.fetchall()
        for where, should, found in rows:
            yield Difference(what, where, should, found)
