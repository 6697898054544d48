"""What the ledger says to PostgreSQL: each is one statement, however many rows are posted."""

from __future__ import annotations

from billing.models import Entry

COLUMNS = [field.attname for field in Entry._meta.concrete_fields]
WRITTEN = [column for column in COLUMNS if column not in ("id", "public_id")]  # the database gives those two

# Not FOR UPDATE: rows of other tables that point to the account hold its key, and two such writers would deadlock.
LOCK = """
SELECT id, balance, floor, last_seq, greatest(last_posted_at, billed_until), notice_below, owed, awaits_money,
    %s - clock_timestamp()
FROM billing_account WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""
FIND = """
SELECT billing_entry.* FROM unnest(%s::bigint[], %s::text[]) AS wanted (account, name)
JOIN billing_entry ON account_id = wanted.account AND reference = wanted.name
"""
# What may still be undone or given back, by whose it is, and how much of it already was. What was given back and then
# taken again, because the giving itself was undone, counts as not given.
REVERSIBLE = """
SELECT id, account_id, amount, (
    SELECT coalesce(sum(given.amount + coalesce(again.amount, 0)), 0) FROM billing_entry AS given
    LEFT JOIN billing_entry AS again ON again.reverses_id = given.id AND again.kind = 'reversal'
    WHERE given.reverses_id = entry.id
)
FROM billing_entry AS entry WHERE id = ANY(%s::bigint[])
"""
WRITE = """
WITH fresh AS (SELECT * FROM json_populate_recordset(NULL::billing_entry, %s)),
last AS (
    SELECT DISTINCT ON (account_id) account_id, seq, balance_after, posted_at FROM fresh ORDER BY account_id, seq DESC
),
moved AS (
    UPDATE billing_account SET balance = last.balance_after, last_seq = last.seq, last_posted_at = last.posted_at
    FROM last WHERE billing_account.id = last.account_id AND billing_account.id = ANY(%s::bigint[])
)
INSERT INTO billing_entry ({columns}) SELECT {columns} FROM fresh RETURNING account_id, seq, id, public_id
"""
WRITE = WRITE.format(columns=", ".join(WRITTEN))
