"""What cannot be rated is put aside with the reason, and stops nobody else."""

import json
from datetime import timedelta

import pytest

from billing.models import Entry, LineRate, QuarantinedEvent, Unit, UsageEvent, UsageKey
from billing.usage.events import Event, Unreadable
from billing.usage.quarantine import let_go
from tests.billing.money import account_of, balance, rub
from tests.billing.usage.network import LONG_AGO, NUMBER, PRICES, counts, event, make_card, make_line, rate, rated
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (event("bad", ago=-6), "future"),
        (event("bad", at=NOW.replace(year=2023, month=10)), "too_old"),
        (event("bad", at=NOW.replace(year=1)), "too_old"),
        (event("bad", number="79990000000"), "unknown_line"),
        (event("bad", number=""), "unknown_line"),
        (event("bad", roaming=True, unit=Unit.SMS), "no_rate"),
        (event("bad", volume=10_000_000, to="77010000000", unit=Unit.DATA), None),
        (event("bad", volume=10**14, unit=Unit.DATA), "malformed"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_each_reason_and_the_rest_is_rated(bad, reason):
    make_line()
    batch = rate(event("one"), bad, event("two"))
    if reason is None:
        assert counts(batch) == (3, 0, 0)
        return
    assert counts(batch) == (2, 0, 1)
    row = QuarantinedEvent.objects.get()
    assert (row.reason, row.batch, row.settled_at) == (reason, batch, None)
    assert json.loads(row.raw)["id"] == "bad"
    assert sorted(rated()) == ["one", "two"]
    assert not UsageKey.objects.filter(event_id="bad").exists()


def test_the_clock_of_the_network_may_be_a_little_ahead():
    make_line()
    assert counts(rate(event(ago=-4))) == (1, 0, 0)


def test_what_could_not_be_read_is_kept_with_what_is_wrong():
    make_line()
    batch = rate(Unreadable("{" * 9000, "not JSON"), event("one"))
    assert (batch.received, *counts(batch)) == (2, 1, 0, 1)
    row = QuarantinedEvent.objects.get()
    assert (row.reason, row.about, len(row.raw)) == ("malformed", "not JSON", 2000)


def test_the_same_file_again_puts_nothing_aside_twice_while_it_waits(django_user_model):
    make_line()
    bad, worse = event("bad", number="79990000000"), Unreadable("{", "not JSON")
    assert counts(rate(bad, worse, bad, worse)) == (0, 0, 4)
    assert counts(rate(worse, bad, event("one"))) == (1, 0, 2)
    assert list(QuarantinedEvent.objects.order_by("pk").values_list("raw", "reason", "about")) == [
        (bad.as_it_came(), "unknown_line", ""),
        ("{", "malformed", "not JSON"),
    ]
    staff = django_user_model.objects.create_user("anna", None, is_staff=True)
    let_go(ids=QuarantinedEvent.objects.values_list("pk", flat=True), by=staff, now=NOW)
    rate(bad)
    assert QuarantinedEvent.objects.filter(settled_at=None).count() == 1


def test_for_another_reason_it_is_put_aside_again():
    line = make_line()
    line.rates.all().delete()
    early = event("bad", ago=-10)
    rate(early)
    rate(early, now=NOW + timedelta(hours=1))
    assert list(QuarantinedEvent.objects.order_by("pk").values_list("reason", flat=True)) == ["future", "no_rate"]


def test_a_number_is_whose_it_was_when_the_event_began():
    moved = NOW - timedelta(hours=2)
    _first, old = make_owner(NUMBER)
    old.status, old.closed_at = "closed", moved - timedelta(days=1)
    old.save()
    second = make_owner("79990000001")[1]
    second.msisdn, second.opened_at = NUMBER, moved
    second.save()
    card = make_card()
    LineRate.objects.bulk_create(LineRate(line=line, rate_card=card, from_at=LONG_AGO) for line in (old, second))
    batch = rate(
        event("old", at=old.closed_at - timedelta(seconds=1)),
        event("nobody", at=old.closed_at),
        event("nobody yet", at=moved - timedelta(seconds=1)),
        event("new", at=moved),
    )
    assert counts(batch) == (2, 0, 2)
    assert dict(UsageEvent.objects.values_list("event_id", "line_id")) == {"old": old.pk, "new": second.pk}
    assert set(QuarantinedEvent.objects.values_list("reason", flat=True)) == {"unknown_line"}
    assert (balance(account_of(old)), balance(account_of(second))) == (rub(-5), rub(-5))


def test_a_fixed_line_is_known_by_its_number_unless_two_have_it():
    card, lines = make_card(), []
    for msisdn in ("79990000001", "79990000002"):
        line = make_owner(msisdn)[1]
        line.msisdn, line.number, line.kind = None, "ДИ-0042", "home"
        line.save()
        lines.append(line)
    LineRate.objects.bulk_create(LineRate(line=line, rate_card=card, from_at=LONG_AGO) for line in lines)
    lines[1].opened_at = NOW - timedelta(hours=2)
    lines[1].save()
    home = {"unit": Unit.DATA, "number": "ДИ-0042", "volume": 1}
    batch = rate(event("alone", ago=180, **home), event("both", ago=60, **home))
    assert counts(batch) == (1, 0, 1)
    assert UsageEvent.objects.get().line == lines[0]
    assert QuarantinedEvent.objects.get().reason == "unknown_line"


def test_before_the_first_card_there_is_no_price():
    line = make_line()
    LineRate.objects.filter(line=line).update(from_at=NOW - timedelta(minutes=30))
    assert counts(rate(event("before", ago=31), event("after", ago=30))) == (1, 0, 1)
    assert QuarantinedEvent.objects.get().reason == "no_rate"
    assert Entry.objects.get().amount == rub(-5)


def test_a_card_without_the_general_price_rates_only_what_it_names():
    make_line(card=make_card({(Unit.VOICE, False, "77"): PRICES[Unit.VOICE, False, "77"]}))
    assert counts(rate(event("named", to="77010000000"), event("other"))) == (1, 0, 1)
    assert rated() == {"named": (0, rub(40))}


def test_texts_of_the_network_are_only_texts():
    make_line()
    odd = Event("a\\b\"c'", "%s {x} \\N", NUMBER, "sms", False, NOW, 1, "\\.")
    assert counts(rate(odd)) == (1, 0, 0)
    stored = UsageEvent.objects.get()
    assert (stored.source, stored.event_id, stored.counterpart) == (odd.source, odd.event_id, "\\.")
    assert counts(rate(odd)) == (0, 1, 0)
