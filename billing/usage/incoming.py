"""First half of rating: which of the events that came are new, whose they are, and by which rate they cost.

All of it happens in temporary tables of the transaction, in sets: `usage_incoming` (as it came, `n` is its place),
`usage_matched` (with line and rate, or the reason against it), `usage_fresh` (what is rated now).
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
    n int, source text COLLATE "C", event_id text COLLATE "C", wanted text, unit text, roaming boolean,
    started_at timestamptz, volume bigint, counterpart text
) ON COMMIT DROP
"""
COPY = "COPY usage_incoming FROM STDIN"
# The planner knows nothing of a temporary table, and would walk it for every event.
ANALYZE = "ANALYZE {}"

# A number is not a person: whose it was when the event began. Fixed lines are known by the contract's number for them;
# where two would answer to it, none does. A card counts from its moment until the next one's, a rate by the longest
# beginning of the counterpart's number: of the lengths that the card has, not of each event's every prefix.
MATCHED = """
CREATE TEMP TABLE usage_matched ON COMMIT DROP AS
WITH wanted AS (SELECT DISTINCT wanted FROM usage_incoming),
candidates AS (
    SELECT wanted, line.id, contract_id, opened_at, closed_at
    FROM wanted JOIN accounts_line AS line ON line.msisdn = wanted
    UNION ALL
    SELECT wanted, line.id, contract_id, opened_at, closed_at
    FROM wanted JOIN accounts_line AS line ON line.number = wanted AND line.msisdn IS NULL
),
held AS (
    SELECT n, min(candidates.id) AS line_id, min(contract_id) AS contract_id
    FROM usage_incoming AS came JOIN candidates USING (wanted)
    WHERE started_at >= opened_at AND (closed_at IS NULL OR started_at < closed_at)
    GROUP BY n HAVING count(*) = 1
),
cards AS (
    SELECT line_id, rate_card_id, from_at, lead(from_at) OVER (PARTITION BY line_id ORDER BY from_at) AS until_at
    FROM billing_linerate WHERE line_id IN (SELECT line_id FROM held)
),
carded AS (
    SELECT held.*, rate_card_id FROM held JOIN usage_incoming AS came USING (n) JOIN cards
        ON cards.line_id = held.line_id AND started_at >= from_at AND (until_at IS NULL OR started_at < until_at)
),
lengths AS (
    SELECT DISTINCT rate_card_id, length(prefix) AS length FROM billing_rate
    WHERE rate_card_id IN (SELECT rate_card_id FROM carded)
),
priced AS (
    SELECT DISTINCT ON (n) n, rate.id AS rate_id, step, price, from_package
    FROM carded JOIN usage_incoming AS came USING (n) JOIN lengths USING (rate_card_id)
    JOIN billing_rate AS rate ON rate.rate_card_id = carded.rate_card_id AND rate.unit = came.unit
        AND rate.roaming = came.roaming AND rate.prefix = left(counterpart, length)
        AND length(rate.prefix) = length
    ORDER BY n, length DESC
)
SELECT came.*, line_id, contract_id, rate_id, step, price, from_package,
    CASE
        WHEN started_at > %(future)s THEN 'future'
        WHEN started_at < %(oldest)s THEN 'too_old'
        WHEN line_id IS NULL THEN 'unknown_line'
        WHEN rate_id IS NULL THEN 'no_rate'
        WHEN ((volume + step - 1) / step) * price > %(dearest)s THEN 'malformed'
    END AS reason
FROM usage_incoming AS came LEFT JOIN held USING (n) LEFT JOIN priced USING (n)
"""

# The key is what makes an event count once. Who else brings it at this moment waits here, in the order of keys; of one
# that came twice in a batch, the first that can be rated counts.
FRESH = """
CREATE TEMP TABLE usage_fresh (
    n int, source text, event_id text, line_id bigint, contract_id bigint, unit text, roaming boolean,
    started_at timestamptz, volume bigint, counterpart text, rate_id bigint, step bigint, price numeric,
    from_package boolean, place bigint, need bigint, taken bigint DEFAULT 0
) ON COMMIT DROP
"""
KEYS = """
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
SELECT n, source, event_id, line_id, contract_id, unit, roaming, started_at, volume, counterpart, rate_id, step, price,
    from_package, row_number() OVER (ORDER BY started_at, event_id, source),
    ((volume + step - 1) / step) * step
FROM keys JOIN firsts USING (source, event_id)
"""

# Asked after the fresh ones are written, so that what came twice in one batch is found like what came before. An event
# that was rated and comes again as it was is only repeated, whatever else is wrong with it by now.
OTHERS = """
SELECT n,
    CASE
        WHEN reason = 'too_old' OR key.id IS NULL THEN reason
        WHEN event.id IS NOT NULL THEN 'repeated'
        ELSE 'changed'
    END
FROM usage_matched AS came
LEFT JOIN billing_usagekey AS key USING (source, event_id)
LEFT JOIN billing_usageevent AS event ON event.line_id = came.line_id AND event.source = came.source
    AND event.event_id = came.event_id AND event.started_at = came.started_at AND event.unit = came.unit
    AND event.roaming = came.roaming AND event.volume = came.volume AND event.counterpart = came.counterpart
    AND event.started_at >= %(oldest)s AND event.started_at <= %(future)s
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
    cursor.execute(ANALYZE.format("usage_incoming"))


def find_fresh(cursor: CursorWrapper, *, now: datetime, oldest: datetime) -> None:
    """Find line and rate of each event, and take the keys of those that count. Others' keys are waited for."""
    cursor.execute(MATCHED, {"future": now + MAY_BE_AHEAD, "oldest": oldest, "dearest": DEAREST})
    cursor.execute(ANALYZE.format("usage_matched"))
    cursor.execute(FRESH)
    cursor.execute(KEYS)
    cursor.execute(ANALYZE.format("usage_fresh"))


def others(
    cursor: CursorWrapper, *, now: datetime, oldest: datetime
) -> tuple[list[int], list[tuple[int, QuarantineReason]]]:
    """The places of events that were not rated now: those that only came again, and the rest, with the reason."""
    cursor.execute(OTHERS, {"future": now + MAY_BE_AHEAD, "oldest": oldest})
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
