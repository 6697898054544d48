"""An event counts once, however often and in whatever company it comes."""

from dataclasses import dataclass
from datetime import timedelta
from unittest import mock

import pytest

from billing.models import Bucket, Entry, QuarantinedEvent, Unit, UsageBatch, UsageEvent, UsageKey
from billing.usage import rating
from tests.billing.money import rub
from tests.billing.usage.network import NUMBER, counts, event, give, make_line, rate, rated
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_the_same_batch_twice_is_charged_once():
    line = make_line()
    bucket = give(line, Unit.VOICE, 60)
    events = [event("one"), event("two", ago=30), event("text", unit=Unit.SMS, volume=1)]
    assert counts(rate(*events)) == (3, 0, 0)
    before = rated()
    again = rate(*reversed(events))
    assert (*counts(again), again.amount) == (0, 3, 0, 0)
    assert rated() == before
    bucket.refresh_from_db()
    assert (bucket.used, Entry.objects.count(), UsageEvent.objects.count()) == (60, 2, 3)


def test_of_two_overlapping_batches_each_event_counts_once():
    make_line()
    one, two, three = event("one"), event("two"), event("three")
    assert counts(rate(one, two)) == (2, 0, 0)
    assert counts(rate(two, three)) == (1, 1, 0)
    assert sum(entry.amount for entry in Entry.objects.all()) == rub(-15)


def test_within_one_batch_it_counts_once_too():
    make_line()
    one = event("one")
    assert counts(rate(one, one, one)) == (1, 2, 0)
    assert rated() == {"one": (0, rub(5))}


def test_the_same_name_from_another_source_is_another_event():
    make_line()
    assert counts(rate(event("one", source="a"), event("one", source="b"))) == (2, 0, 0)


@pytest.mark.parametrize(
    "changed",
    [{"ago": 61}, {"volume": 62}, {"to": "79160000001"}, {"roaming": True}, {"unit": Unit.SMS}, {"number": "other"}],
    ids=str,
)
@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "later"])
def test_a_known_event_that_changed_is_put_aside_and_changes_nothing(changed, together):
    make_line()
    make_line("79031234568")
    if "number" in changed:
        changed = {"number": "79031234568"}
    first, other = event("one"), event("one", **changed)
    if together:
        assert counts(rate(first, other)) == (1, 0, 1)
    else:
        rate(first)
        assert counts(rate(other)) == (0, 0, 1)
    row = QuarantinedEvent.objects.get()
    assert (row.reason, row.raw) == ("changed", other.as_it_came())
    assert rated() == {"one": (0, rub(5))}
    assert UsageKey.objects.count() == 1


def test_the_first_that_can_be_rated_counts():
    make_line()
    future, right = event("one", ago=-60), event("one")
    assert counts(rate(future, right)) == (1, 0, 1)
    assert rated() == {"one": (0, rub(5))}


def test_a_known_event_is_a_repetition_even_where_its_line_has_no_price_any_more():
    line = make_line()
    one = event("one")
    rate(one)
    line.rates.all().delete()
    assert counts(rate(one, event("two"))) == (0, 1, 1)
    assert QuarantinedEvent.objects.get().reason == "no_rate"


@dataclass
class Crash(Exception):
    step: str


@pytest.mark.parametrize("step", ["load", "find_fresh", "take_packages", "charge", "others", "_put_aside"])
def test_a_crash_in_the_middle_leaves_nothing_and_the_next_time_all_is_charged_once(step):
    line = make_line()
    bucket = give(line, Unit.VOICE, 60)
    events = [event("one"), event("bad", number="79990000000")]
    right = getattr(rating, step)

    def crash(*args, **kwargs):
        right(*args, **kwargs)
        raise Crash(step)

    with mock.patch.object(rating, step, crash), pytest.raises(Crash):
        rate(*events)
    for model in (UsageBatch, UsageEvent, UsageKey, Entry, QuarantinedEvent):
        assert not model.objects.exists(), model
    assert Bucket.objects.get().used == 0
    assert counts(rate(*events)) == (1, 0, 1)
    bucket.refresh_from_db()
    assert (bucket.used, rated()) == (60, {"one": (60, rub("2.5"))})


def test_a_late_event_of_another_batch_takes_nothing_back():
    line = make_line()
    give(line, Unit.VOICE, 120)
    rate(event("second", ago=10))
    rate(event("first", ago=20))
    assert rated() == {"second": (120, rub(0)), "first": (0, rub(5))}


def test_what_began_a_moment_apart_is_told_apart_to_the_microsecond():
    make_line()
    first = event("one", at=NOW - timedelta(minutes=1))
    rate(first)
    assert counts(rate(first._replace(started_at=first.started_at + timedelta(microseconds=1)))) == (0, 0, 1)
    assert rated() == {"one": (0, rub(5))}
    assert first.number == NUMBER
