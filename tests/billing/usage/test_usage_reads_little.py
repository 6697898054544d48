"""How the database finds a page of events: by ranges of an index in few partitions, and not by reading them all.

What is tested is whether the statements let it. In tables as small as these it might as well read everything, as the
free space that other tests left there has it: so that is what it is told not to do.
"""

import json
from datetime import timedelta

import pytest
from django.db import connection

from billing.periods import this_month
from billing.usage import selectors
from billing.usage.partitions import ensure, later, month_of
from tests.billing.usage.seen import MOSCOW, rate_of, use
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

OF_ONE, OF_OTHERS = 3000, 9000  # events in the month
OTHER_WAYS = ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort")
FILL = """
INSERT INTO billing_usageevent (line_id, source, event_id, unit, roaming, started_at, volume, counterpart, rate_id,
    taken, amount, batch_id)
SELECT %s, 'fill', %s || n, 'voice', false, %s - n * interval '1 second', 60, '79160000000', %s, 60, 0, %s
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def line():
    """A line with many events this month and some in each of the months before, on a table that others fill too."""
    _owner, line = make_owner("79031234567")
    _other, other = make_owner("79160000001")
    event = use(line, NOW)
    ensure(later(month_of(NOW), -back) for back in range(10))
    with connection.cursor() as cursor:
        for whose, name, count in ((line, "mine", OF_ONE), (other, "others", OF_OTHERS)):
            for back in range(9):
                at = NOW - timedelta(days=30 * back)
                rows = count if back == 0 else count // 10
                cursor.execute(FILL, [whose.pk, f"{name}{back}-", at, rate_of().pk, event.batch_id, rows])
        cursor.execute("ANALYZE billing_usageevent")
        for way in OTHER_WAYS:
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return line


class Watched:
    """The plans of the SELECTs of events that run inside, as PostgreSQL carried them out."""

    def __init__(self) -> None:
        self.plans: list[dict] = []

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT") and "billing_usageevent" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}", params)
                plan = cursor.fetchone()[0]
                self.plans.append((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        return execute(sql, params, many, context)


def reads(work) -> list[dict]:
    """The parts of those plans that read a partition and were really begun."""
    watched = Watched()
    with connection.execute_wrapper(watched):
        work()
    found = [part for plan in watched.plans for part in _parts(plan)]
    return [part for part in found if "billing_usageevent" in part.get("Relation Name", "") and part["Actual Loops"]]


def _parts(plan: dict) -> list[dict]:
    return [plan, *(part for inner in plan.get("Plans", []) for part in _parts(inner))]


def rows_read(part: dict) -> int:
    return part["Actual Rows"] + part.get("Rows Removed by Filter", 0)


@pytest.mark.parametrize("where", ["newest", "older", "newer"])
def test_a_page_reads_a_range_of_the_lines_index_and_no_more_rows_than_it_shows(line, where):
    asked = selectors.Asked(line, this_month(NOW, MOSCOW))
    middle = NOW - timedelta(seconds=OF_ONE // 2)
    lowest, highest = selectors.Place(middle, 0), selectors.Place(middle, 2**62)  # keys tell nothing but of that moment
    place = {"newest": {}, "older": {"before": lowest}, "newer": {"after": highest}}[where]
    found = reads(lambda: selectors.page(of=asked, limit=25, **place))
    assert found
    for part in found:
        assert part["Node Type"] in ("Index Scan", "Index Only Scan")
        assert "line_id" in part["Index Cond"]
        assert "started_at" in part["Index Cond"]
    assert {part["Relation Name"] for part in found} <= {"billing_usageevent_2026_10", "billing_usageevent_2026_11"}
    assert sum(rows_read(part) for part in found) <= 2 * 26


def test_totals_read_the_lines_own_events_of_the_period_alone(line):
    asked = selectors.Asked(line, this_month(NOW, MOSCOW))
    found = reads(lambda: selectors.summary(asked))
    assert {part["Relation Name"] for part in found} <= {"billing_usageevent_2026_10", "billing_usageevent_2026_11"}
    assert sum(rows_read(part) for part in found) <= OF_ONE + OF_ONE // 10 + 1


def test_whether_there_are_too_many_is_asked_without_counting_them_all(line, monkeypatch):
    monkeypatch.setattr(selectors, "MOST", 100)
    asked = selectors.Asked(line, this_month(NOW, MOSCOW))
    found = reads(lambda: selectors.are_too_many(asked))
    assert selectors.are_too_many(asked)
    assert sum(rows_read(part) for part in found) <= 2 * 102
