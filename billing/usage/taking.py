"""Second half of rating: what of the fresh events packages pay for.

Event by event it would be: each takes what it needs from the packages of its line that hold at its start, the one that
ends first before the others, and the next event sees what is left. Here it is package by package: first those that
end first, each for all its events at once. That gives the same, because what an event takes from a package depends only
on the events before it and on the packages that come before this one.
"""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from billing.usage.incoming import NO_WALKS, WALKS

BUCKETS = """
CREATE TEMP TABLE usage_bucket (
    id bigint, line_id bigint, unit text, from_at timestamptz, until_at timestamptz, rest bigint, rank int,
    took bigint DEFAULT 0
) ON COMMIT DROP
"""
# Locked in the order of their keys, by all who rate, so that nobody waits in a circle.
LOCK = """
WITH spans AS (
    SELECT line_id, unit, min(started_at) AS first, max(started_at) AS last
    FROM usage_fresh WHERE from_package AND need > 0 GROUP BY line_id, unit
),
locked AS (
    SELECT bucket.* FROM spans JOIN billing_bucket AS bucket ON bucket.line_id = spans.line_id
        AND bucket.unit = spans.unit AND bucket.until_at > first AND bucket.from_at <= last
    WHERE used < granted
    ORDER BY bucket.id FOR NO KEY UPDATE OF bucket
)
INSERT INTO usage_bucket
SELECT id, line_id, unit, from_at, until_at, granted - used,
    row_number() OVER (PARTITION BY line_id, unit ORDER BY until_at, id)
FROM locked
"""
ROUNDS = "SELECT coalesce(max(rank), 0) FROM usage_bucket"
ROUND = """
WITH wanting AS (
    SELECT n, bucket.id, bucket.rest, need - taken AS wants,
        sum(need - taken) OVER (PARTITION BY bucket.id ORDER BY place) - (need - taken) AS before
    FROM usage_bucket AS bucket JOIN usage_fresh AS fresh USING (line_id, unit)
    WHERE rank = %s AND from_package AND need > taken AND started_at >= from_at AND started_at < until_at
),
taking AS MATERIALIZED (SELECT n, id, least(wants, rest - before)::bigint AS takes FROM wanting WHERE before < rest),
moved AS (UPDATE usage_fresh SET taken = taken + takes FROM taking WHERE usage_fresh.n = taking.n)
UPDATE usage_bucket SET took = whole.took
FROM (SELECT id, sum(takes) AS took FROM taking GROUP BY id) AS whole WHERE usage_bucket.id = whole.id
"""
WRITE = """
UPDATE billing_bucket SET used = used + took FROM usage_bucket
WHERE billing_bucket.id = usage_bucket.id AND took > 0
"""
NOTE = """
INSERT INTO billing_bucketuse (bucket_id, batch_id, taken)
SELECT id, %s, took FROM usage_bucket WHERE took > 0 ORDER BY id
"""


def take_packages(cursor: CursorWrapper, *, batch_id: int) -> None:
    """Write into `usage_fresh.taken` what packages give, and take it from them."""
    cursor.execute(BUCKETS)
    cursor.execute(LOCK)
    if take_in_turns(cursor):
        cursor.execute(WRITE)
        cursor.execute(NOTE, [batch_id])


def take_in_turns(cursor: CursorWrapper) -> int:
    """Serve `usage_fresh` from `usage_bucket`, rank by rank; returns how many ranks there were."""
    cursor.execute(ROUNDS)
    rounds: int = cursor.fetchone()[0]
    cursor.execute(NO_WALKS)
    for rank in range(1, rounds + 1):
        cursor.execute(ROUND, [rank])
    cursor.execute(WALKS)
    return rounds
