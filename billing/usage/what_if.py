"""What usage of the past would have cost otherwise: by another card, with other packages. Nothing is written.

The statements of rating do the work, on temporary tables: `MATCHED` finds the rate, `ROUND` takes from packages,
`COSTS` prices and rounds. Each trial stands where a line stands in rating. A rate depends only on the card and on what
was used, so it is looked for once for each kind of usage, with a card standing where a line stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from billing.models import Unit
from billing.usage.charging import COSTS
from billing.usage.incoming import DEAREST, FRESH, INCOMING, MATCHED, NEED, NO_WALKS, RATES, TURN, WALKS
from billing.usage.taking import BUCKETS, take_in_turns

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SPANS = """
CREATE TEMP TABLE tried_span ON COMMIT DROP AS
SELECT * FROM unnest(%s::int[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
    AS span (span, line_id, since, until)
"""
TRIALS = """
CREATE TEMP TABLE tried ON COMMIT DROP AS
SELECT * FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::bigint[]) AS tried (trial, span, terms, rate_card_id)
"""
PACKAGES = """
CREATE TEMP TABLE tried_package ON COMMIT DROP AS
SELECT * FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::int[])
    AS package (terms, unit, granted, from_at, until_at, rank)
"""
# The outer moments let the planner leave out the months that nobody asks about.
EVENTS = f"""
CREATE TEMP TABLE tried_event ON COMMIT DROP AS
SELECT span, unit, roaming, started_at, volume, counterpart, row_number() OVER (ORDER BY {TURN}) AS place
FROM tried_span AS span JOIN billing_usageevent AS event ON event.line_id = span.line_id
    AND started_at >= since AND started_at < until
WHERE started_at >= %s AND started_at < %s
"""  # noqa: S608 - no input
KINDS = """
CREATE TEMP TABLE tried_kind ON COMMIT DROP AS
SELECT DISTINCT span, unit, roaming, counterpart FROM tried_event
"""
ASKED = """
INSERT INTO usage_incoming
SELECT row_number() OVER (), '', '', rate_card_id::text, unit, roaming, %s, 0, counterpart
FROM (
    SELECT DISTINCT rate_card_id, unit, roaming, counterpart
    FROM tried_kind JOIN (SELECT DISTINCT span, rate_card_id FROM tried) AS card USING (span)
) AS asked
"""
LINES = """
CREATE TEMP TABLE usage_line ON COMMIT DROP AS
SELECT DISTINCT rate_card_id::text AS wanted, rate_card_id AS line_id, 0::bigint AS contract_id,
    '-infinity'::timestamptz AS opened_at, 'infinity'::timestamptz AS closed_at, 'UTC' AS time_zone
FROM tried
"""
CARDS = """
CREATE TEMP TABLE usage_card ON COMMIT DROP AS
SELECT line_id, line_id AS rate_card_id, opened_at AS from_at, closed_at AS until_at FROM usage_line
"""
IMPOSSIBLE = """
DELETE FROM tried USING tried_kind AS kind JOIN usage_matched AS found USING (unit, roaming, counterpart)
WHERE kind.span = tried.span AND found.line_id = tried.rate_card_id AND found.reason IS NOT NULL
"""
ADD = f"""
INSERT INTO usage_fresh
SELECT row_number() OVER (), '', '', trial, contract_id, time_zone, unit, roaming, event.started_at, event.volume,
    counterpart, rate_id, step, price, from_package, name_ru, name_en, event.place,
    {NEED.replace("volume", "event.volume")}
FROM tried JOIN tried_event AS event USING (span) JOIN usage_matched AS found USING (unit, roaming, counterpart)
WHERE found.line_id = tried.rate_card_id
"""  # noqa: S608 - no input
GIVE = """
INSERT INTO usage_bucket
SELECT row_number() OVER (), trial, unit, from_at, until_at, granted, rank
FROM tried JOIN tried_package USING (terms) JOIN (
    SELECT span, unit, min(started_at) AS first, max(started_at) AS last FROM tried_event GROUP BY span, unit
) AS used USING (span, unit)
WHERE until_at > first AND from_at <= last
"""
SUMS = """
SELECT trial, unit, coalesce(sum(amount), 0)
FROM tried LEFT JOIN usage_cost ON usage_cost.line_id = trial GROUP BY trial, unit
"""
CLEAR = """
DROP TABLE tried, tried_span, tried_package, tried_event, tried_kind, usage_incoming, usage_line, usage_card,
    usage_rate, usage_matched, usage_fresh, usage_bucket, usage_cost
"""


class Package(NamedTuple):
    """`granted` seconds, messages or bytes for usage that begins within `from_at <= start < until_at`."""

    unit: Unit
    granted: int
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """By what usage is rated: a card's prices and packages. What many lines are tried by, better is one object."""

    rate_card_id: int
    packages: tuple[Package, ...] = ()


class Trial(NamedTuple):
    """What `line_id` used within `since <= start < until`, rated by `terms`."""

    line_id: int
    since: datetime
    until: datetime
    terms: Terms


@dataclass(slots=True)
class Cost:
    """What packages did not pay for, in roubles for each unit that was used."""

    by_unit: dict[Unit, Decimal] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum(self.by_unit.values(), Decimal(0))


@transaction.atomic
def what_if(trials: Sequence[Trial]) -> list[Cost | None]:
    """What each of `trials` would have cost; None if its card has no price for something that was used.

    Exactly as rating charges what comes in the order of its starts. One call for hundreds of lines costs little more
    than one for a single line.
    """
    if not trials:
        return []
    with connection.cursor() as cursor:
        _put(cursor, trials)
        _match(cursor)
        cursor.execute(BUCKETS)
        cursor.execute(GIVE)
        cursor.execute(WALKS)
        take_in_turns(cursor)
        cursor.execute(COSTS)
        cursor.execute(SUMS)
        costs: dict[int, Cost] = defaultdict(Cost)
        for trial, unit, amount in cursor.fetchall():
            sums = costs[trial].by_unit
            if unit is not None:
                sums[Unit(unit)] = amount
        cursor.execute(CLEAR)
    return [costs.get(place) for place in range(len(trials))]


def _put(cursor: CursorWrapper, trials: Sequence[Trial]) -> None:
    """The trials, their packages and the usage that they are about, in tables."""
    spans: dict[tuple[int, datetime, datetime], int] = {}
    terms = {id(trial.terms): trial.terms for trial in trials}  # to compare them would take longer than to send them
    numbers = {name: number for number, name in enumerate(terms)}
    rows = [
        (place, spans.setdefault(trial[:3], len(spans)), numbers[id(trial.terms)]) for place, trial in enumerate(trials)
    ]
    lines, since, until = zip(*spans, strict=True)
    places, of_span, of_terms = map(list, zip(*rows, strict=True))
    cursor.execute(SPANS, [list(spans.values()), list(lines), list(since), list(until)])
    cursor.execute(TRIALS, [places, of_span, of_terms, [trial.terms.rate_card_id for trial in trials]])
    packages = [
        (number, str(package.unit), *package[1:], rank)
        for number, each in enumerate(terms.values())
        for package, rank in ranked(each.packages)
    ]
    cursor.execute(PACKAGES, [list(column) for column in zip(*packages, strict=True)] or [[]] * 6)
    cursor.execute("ANALYZE tried_span")
    cursor.execute(EVENTS, [min(since), max(until)])
    cursor.execute(KINDS)


def _match(cursor: CursorWrapper) -> None:
    """The events of each trial with their rates, in `usage_fresh`; trials that have none for some are gone."""
    cursor.execute(INCOMING)
    cursor.execute(ASKED, [EPOCH])
    for made in (LINES, CARDS, RATES, NO_WALKS):
        cursor.execute(made)
    cursor.execute(MATCHED, {"future": EPOCH, "oldest": EPOCH, "dearest": DEAREST})
    for made in (IMPOSSIBLE, FRESH, ADD):
        cursor.execute(made)


def ranked(packages: Sequence[Package]) -> Iterator[tuple[Package, int]]:
    """Each package with its turn: of those that hold at one moment, the one that ends first has the first; of two that
    end together either may. Those that never meet, a month's and the next one's, share a turn: so there are few."""
    ends: dict[str, list[datetime]] = defaultdict(list)  # of each turn, when the last package of it ended
    in_turn = sorted(sorted(packages, key=lambda each: each.from_at, reverse=True), key=lambda each: each.until_at)
    for package in in_turn:
        turns = ends[package.unit]
        rank = 1 + max((turn for turn, ended in enumerate(turns, 1) if ended > package.from_at), default=0)
        if rank > len(turns):
            turns.append(package.until_at)
        turns[rank - 1] = package.until_at
        yield package, rank
