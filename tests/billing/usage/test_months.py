"""Months of events: made ahead, made when late events need one, dropped when they were kept long enough."""

from datetime import UTC, date, datetime

import pytest

from billing.models import Entry, QuarantinedEvent, UsageKey
from billing.usage import partitions, retention
from billing.usage.events import Unreadable
from billing.usage.partitions import ensure, ensure_ahead, existing, later
from tests.billing.money import rub
from tests.billing.usage.network import counts, event, make_line, rate, rated
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_there_is_room_for_this_month_and_three_more():
    made = ensure_ahead(NOW)
    assert made == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    assert ensure_ahead(NOW) == []
    assert existing() >= set(made)


def test_a_late_event_gets_its_month_and_an_edge_belongs_to_one():
    make_line()
    edge = datetime(2026, 2, 1, tzinfo=UTC)
    rate(event("new", at=edge), event("old", at=edge.replace(month=1, day=31, hour=23, minute=59, second=59)))
    assert existing() == {date(2026, 1, 1), date(2026, 2, 1)}
    assert sorted(rated()) == ["new", "old"]


def test_nothing_is_made_for_what_is_not_taken():
    make_line()
    assert counts(rate(event("future", ago=-99999), event("old", at=NOW.replace(year=2020)))) == (0, 0, 2)
    assert existing() == set()


def test_old_months_go_with_the_names_of_their_events_and_the_money_stays(settings):
    settings.USAGE_KEPT_MONTHS = 3
    make_line()
    old, kept = event("old", at=datetime(2026, 8, 15, tzinfo=UTC)), event("kept", at=datetime(2026, 9, 1, tzinfo=UTC))
    rate(old, kept, now=datetime(2026, 9, 2, tzinfo=UTC))
    rate(Unreadable("{", "not JSON"), now=old.started_at)
    rate(Unreadable("}", "not JSON"), now=kept.started_at)
    assert retention.forget(datetime(2026, 11, 30, tzinfo=UTC)) == 0
    assert retention.forget(datetime(2026, 12, 1, tzinfo=UTC)) == 1
    assert existing() == {date(2026, 9, 1)}
    assert list(rated()) == ["kept"]
    assert list(UsageKey.objects.values_list("event_id", flat=True)) == ["kept"]
    assert QuarantinedEvent.objects.get().batch.accepted_at == kept.started_at
    assert sum(entry.amount for entry in Entry.objects.all()) == rub(-10)


def test_what_is_forgotten_or_soon_will_be_is_not_taken_again(settings):
    settings.USAGE_KEPT_MONTHS = 3
    make_line()
    now = datetime(2026, 12, 1, tzinfo=UTC)
    batch = rate(
        event("a", at=datetime(2026, 9, 30, tzinfo=UTC)), event("b", at=datetime(2026, 10, 1, tzinfo=UTC)), now=now
    )
    assert counts(batch) == (1, 0, 1)
    assert QuarantinedEvent.objects.get().reason == "too_old"


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, date(2026, 11, 1)), (2, date(2027, 1, 1)), (-11, date(2025, 12, 1)), (-10, date(2026, 1, 1))],
)
def test_months_are_counted_over_years(months, expected):
    assert later(date(2026, 11, 1), months) == expected


def test_what_waits_for_others_afterwards_waits_as_long_as_before(monkeypatch):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()
        ensure([partitions.month_of(NOW)])
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == before
