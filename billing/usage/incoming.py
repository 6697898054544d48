"""First half of rating: which of the events that came are new, whose they are, and by which rate they cost.

All of it happens in temporary tables of the transaction, in sets: `usage_incoming` (as it came, `n` is its place),
`usage_matched` (with line and rate, or the reason against it), `usage_fresh` (what is rated now; `place` is its turn).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.backends.utils import CursorWrapper

from billing.models import QuarantineReason
from billing.usage.events import Event

MAY_BE_AHEAD = timedelta(minutes=5)  # of the network's clock
DEAREST = Decimal(10_000_000)  # roubles for one event: more is a mistake of the card, and does not fit the sums of many
AT_ONCE = 5000  # lines of a write to the server

INCOMING = """
CREATE TEMP TABLE usage_incoming (
    n int, source text, event_id text, wanted text, unit text, roaming boolean,
    started_at timestamptz, volume bigint, counterpart text
) ON COMMIT DROP
"""
COPY = "COPY usage_incoming FROM STDIN"
ANALYZE = "ANALYZE usage_incoming (wanted)"  # or the planner takes every number for the same
# Of temporary tables it knows little more than their size. When it takes thousands of rows for one, it walks a table
# for each row of another: what joins only them is told not to. What looks into big tables finds few rows, by an index.
NO_WALKS, WALKS = "SET LOCAL enable_nestloop = off", "SET LOCAL enable_nestloop = on"

# A number is not a person: whose it was when the event began. Fixed lines are known by the contract's number for them.
LINES = """
CREATE TEMP TABLE usage_line ON COMMIT DROP AS
WITH wanted AS (SELECT DISTINCT wanted FROM usage_incoming),
found AS (
    SELECT wanted, line.id, line.contract_id, opened_at, closed_at
    FROM wanted JOIN accounts_line AS line ON line.msisdn = wanted
    UNION ALL
    SELECT wanted, line.id, line.contract_id, opened_at, closed_at
    FROM wanted JOIN accounts_line AS line ON line.number = wanted AND line.msisdn IS NULL
)
SELECT wanted, found.id AS line_id, contract_id, opened_at, coalesce(closed_at, 'infinity') AS closed_at, time_zone
FROM found JOIN accounts_contract AS contract ON contract.id = contract_id
"""
# A card counts from its moment until the next one's.
CARDS = """
CREATE TEMP TABLE usage_card ON COMMIT DROP AS
SELECT line_id, rate_card_id, from_at,
    lead(from_at, 1, 'infinity') OVER (PARTITION BY line_id ORDER BY from_at) AS until_at
FROM billing_linerate WHERE line_id IN (SELECT line_id FROM usage_line)
"""
RATES = """
CREATE TEMP TABLE usage_rate ON COMMIT DROP AS
SELECT rate.*, length(prefix) AS length FROM billing_rate AS rate
WHERE rate_card_id IN (SELECT rate_card_id FROM usage_card)
"""
# The longest beginning of the counterpart's number decides: looked for by the lengths that the card has, as a card may
# have hundreds of destinations. Where two lines answered to a number at once, none does.
MATCHED = """
CREATE TEMP TABLE usage_matched ON COMMIT DROP AS
WITH lengths AS (SELECT DISTINCT rate_card_id, unit, roaming, length FROM usage_rate),
best AS (
    SELECT DISTINCT ON (n) came.*, line.line_id, contract_id, time_zone, rate.id AS rate_id, step, price, from_package,
        name_ru, name_en,
        min(line.line_id) OVER (PARTITION BY n) <> max(line.line_id) OVER (PARTITION BY n) AS ambiguous
    FROM usage_incoming AS came
    LEFT JOIN usage_line AS line ON line.wanted = came.wanted AND started_at >= opened_at AND started_at < closed_at
    LEFT JOIN usage_card AS card ON card.line_id = line.line_id AND started_at >= from_at AND started_at < until_at
    LEFT JOIN lengths ON lengths.rate_card_id = card.rate_card_id AND lengths.unit = came.unit
        AND lengths.roaming = came.roaming
    LEFT JOIN usage_rate AS rate ON rate.rate_card_id = card.rate_card_id AND rate.unit = came.unit
        AND rate.roaming = came.roaming AND rate.length = lengths.length
        AND rate.prefix = left(counterpart, lengths.length)
    ORDER BY n, rate.length DESC NULLS LAST
)
SELECT best.*,
    CASE
        WHEN started_at > %(future)s THEN 'future'
        WHEN started_at < %(oldest)s THEN 'too_old'
        WHEN ambiguous OR line_id IS NULL THEN 'unknown_line'
        WHEN rate_id IS NULL THEN 'no_rate'
        WHEN ((volume + step - 1) / step) * price > %(dearest)s THEN 'malformed'
    END AS reason
FROM best
"""

TURN = 'started_at, event_id COLLATE "C", source COLLATE "C"'  # who is served from a package before whom
NEED = "((volume + step - 1) / step) * step"  # whole steps
# The key is what makes an event count once. Who else brings it at this moment waits here, in the order of keys; of one
# that came twice in a batch, the first that can be rated counts.
FRESH = """
CREATE TEMP TABLE usage_fresh (
    n int, source text, event_id text, line_id bigint, contract_id bigint, time_zone text, unit text, roaming boolean,
    started_at timestamptz, volume bigint, counterpart text, rate_id bigint, step bigint, price numeric,
    from_package boolean, name_ru text, name_en text, place bigint, need bigint, taken bigint DEFAULT 0
) ON COMMIT DROP
"""
KEYS = f"""
WITH firsts AS (
    SELECT DISTINCT ON (source, event_id) * FROM usage_matched WHERE reason IS NULL ORDER BY source, event_id, n
),
keys AS (
    INSERT INTO billing_usagekey (source, event_id, started_at)
    SELECT source, event_id, started_at FROM firsts ORDER BY source, event_id
    ON CONFLICT (source, event_id) DO NOTHING
    RETURNING source, event_id
)
INSERT INTO usage_fresh
SELECT n, source, event_id, line_id, contract_id, time_zone, unit, roaming, started_at, volume, counterpart, rate_id,
    step, price, from_package, name_ru, name_en, row_number() OVER (ORDER BY {TURN}), {NEED}
FROM keys JOIN firsts USING (source, event_id)
"""  # noqa: S608 - no input: two pieces of SQL that stand in this module

# Asked after the fresh ones are written, so that what came twice in one batch is found like what came before. An event
# that was rated and comes again as it was is only repeated, whatever else is wrong with it by now. Looked for one by
# one: each is in one month's partition, and an index leads to it.
OTHERS = """
SELECT n,
    CASE
        WHEN reason = 'too_old' OR key.id IS NULL THEN reason
        WHEN event.id IS NOT NULL THEN 'repeated'
        ELSE 'changed'
    END
FROM usage_matched AS came
LEFT JOIN LATERAL (
    SELECT id FROM billing_usagekey WHERE source = came.source AND event_id = came.event_id LIMIT 1
) AS key ON true
LEFT JOIN LATERAL (
    SELECT id FROM billing_usageevent AS event
    WHERE line_id = came.line_id AND source = came.source AND event_id = came.event_id AND started_at = came.started_at
        AND unit = came.unit AND roaming = came.roaming AND volume = came.volume AND counterpart = came.counterpart
    LIMIT 1
) AS event ON true
WHERE n NOT IN (SELECT n FROM usage_fresh)
ORDER BY n
"""
REPEATED = "repeated"


def load(cursor: CursorWrapper, events: Sequence[Event]) -> None:
    """Put `events` where the database sees them all; `n` is the place of each in the sequence."""
    cursor.execute(INCOMING)
    with cursor.copy(COPY) as copy:
        for start in range(0, len(events), AT_ONCE):
            rows = enumerate(events[start : start + AT_ONCE], start)
            copy.write("".join(_line(place, event) for place, event in rows))
    cursor.execute(ANALYZE)


def find_fresh(cursor: CursorWrapper, *, now: datetime, oldest: datetime) -> None:
    """Find line and rate of each event, and take the keys of those that count. Others' keys are waited for."""
    for made in (LINES, CARDS, RATES, NO_WALKS):
        cursor.execute(made)
    cursor.execute(MATCHED, {"future": now + MAY_BE_AHEAD, "oldest": oldest, "dearest": DEAREST})
    for made in (FRESH, KEYS, WALKS):
        cursor.execute(made)


def others(cursor: CursorWrapper) -> tuple[list[int], list[tuple[int, QuarantineReason]]]:
    """The places of events that were not rated now: those that only came again, and the rest, with the reason."""
    cursor.execute(OTHERS)
    repeated, refused = [], []
    for place, what in cursor.fetchall():
        if what == REPEATED:
            repeated.append(place)
        else:
            refused.append((place, QuarantineReason(what)))
    return repeated, refused


def _line(place: int, event: Event) -> str:
    """As COPY reads it: texts are printable, so a backslash is all that has a meaning there."""
    source, event_id, number, unit, roaming, started_at, volume, counterpart, _raw = event
    texts = f"{source}\t{event_id}\t{number}".replace("\\", "\\\\")
    last = counterpart.replace("\\", "\\\\")
    return f"{place}\t{texts}\t{unit}\t{'t' if roaming else 'f'}\t{started_at.isoformat()}\t{volume}\t{last}\n"
