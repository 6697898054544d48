"""Usage is rated: packages first, money after, each event rounded once."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Account, BucketUse, Entry, Unit, UsageBatch, UsageEvent
from billing.services.audit import audit
from billing.usage.packages import set_rate
from cabinet.core.channels import Channel
from tests.billing.money import account_of, balance, rub
from tests.billing.usage.network import (
    HUNDRED_KB,
    PRICES,
    counts,
    event,
    give,
    give_period,
    make_card,
    make_line,
    rate,
    rated,
)
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_a_call_costs_each_started_minute_and_is_charged_by_one_entry():
    line = make_line()
    batch = rate(event("call", volume=61))
    assert (batch.received, *counts(batch), batch.amount) == (1, 1, 0, 0, rub(5))
    entry = Entry.objects.get()
    assert (entry.amount, entry.line, entry.kind, entry.channel) == (rub(-5), line, "usage", "network")
    assert entry.occurred_at == NOW - timedelta(hours=1)
    assert entry.title == "Звонок"
    assert entry.cause == {
        "rule": "call",
        "source": "usage",
        "source_id": str(batch.public_id),
        "facts": {
            "events": 1,
            "volume": 61,
            "unit": "voice",
            "roaming": False,
            "from": "2026-11-24T08:00:00+00:00",
            "to": "2026-11-24T08:00:00+00:00",
            "price": "2.5000",
            "step": 60,
        },
    }
    stored = UsageEvent.objects.get()
    assert (stored.entry, stored.batch, stored.amount, stored.taken) == (entry, batch, rub(5), 0)
    assert (stored.counterpart, stored.volume, stored.line) == ("79160000000", 61, line)


def test_packages_are_used_before_money_in_the_order_of_the_starts():
    line = make_line()
    bucket = give(line, Unit.VOICE, 150)
    rate(event("late", ago=10, volume=60), event("early", ago=30, volume=70), event("middle", ago=20, volume=1))
    assert rated() == {"early": (120, rub(0)), "middle": (30, rub("2.5")), "late": (0, rub("2.5"))}
    bucket.refresh_from_db()
    assert bucket.left == 0
    assert BucketUse.objects.get().taken == 150
    assert Entry.objects.get().amount == rub(-5)


def test_what_packages_pay_for_makes_no_entry():
    card = make_card(voice=600, sms=10)
    line = make_line(card=card)
    give_period(line, card)
    batch = rate(event(volume=600), event(unit=Unit.SMS, volume=1))
    assert (batch.amount, Entry.objects.count(), UsageEvent.objects.filter(entry=None).count()) == (0, 0, 2)
    assert not Account.objects.exists()


def test_the_package_that_ends_first_is_used_first_and_one_that_did_not_hold_then_is_not():
    line = make_line()
    longest = give(line, Unit.VOICE, 600, days=40)
    ending = give(line, Unit.VOICE, 120, days=10)
    over = give(line, Unit.VOICE, 600, from_at=NOW - timedelta(days=60))
    rate(event("call", ago=60, volume=180), event("before all", at=NOW - timedelta(days=20), volume=60))
    assert [BucketUse.objects.filter(bucket=each).count() for each in (ending, longest, over)] == [1, 1, 0]
    assert {use.bucket_id: use.taken for use in BucketUse.objects.all()} == {ending.pk: 120, longest.pk: 60}
    assert rated() == {"call": (180, rub(0)), "before all": (0, rub("2.5"))}


def test_which_package_began_first_does_not_matter():
    line = make_line()
    older = give(line, Unit.VOICE, 600, from_at=NOW - timedelta(days=20), days=40)
    ending = give(line, Unit.VOICE, 600, from_at=NOW - timedelta(days=1), days=2)
    rate(event("call", volume=60))
    assert {use.bucket_id: use.taken for use in BucketUse.objects.all()} == {ending.pk: 60}, older


def test_a_package_holds_from_its_first_moment_and_not_at_its_end():
    line = make_line()
    start = NOW - timedelta(days=2)
    give(line, Unit.VOICE, 600, from_at=start, days=1)
    rate(event("first", at=start, volume=60), event("end", at=start + timedelta(days=1), volume=60))
    assert rated() == {"first": (60, rub(0)), "end": (0, rub("2.5"))}


def test_a_package_of_another_kind_or_line_pays_nothing():
    line, other = make_line(), make_line("79031234568")
    give(line, Unit.SMS, 600)
    give(other, Unit.VOICE, 600)
    rate(event("call"))
    assert rated() == {"call": (0, rub(5))}
    assert not BucketUse.objects.exists()


def test_the_longest_beginning_of_the_number_decides_and_packages_are_not_for_abroad():
    line = make_line()
    give(line, Unit.VOICE, 600)
    rate(event("home", to="79160000000"), event("abroad", to="77010000000"), event("roaming", roaming=True))
    assert rated() == {"home": (120, rub(0)), "abroad": (0, rub(40)), "roaming": (0, rub(120))}
    assert sorted(entry.title for entry in Entry.objects.all()) == ["Звонок, В роуминге", "Звонок, Казахстан"]


def test_each_event_is_rounded_once_half_up_and_then_summed():
    prices = PRICES | {(Unit.DATA, False, ""): (HUNDRED_KB, "0.0350", "", True)}
    make_line(card=make_card(prices))
    batch = rate(*(event(unit=Unit.DATA, volume=1, to="internet") for _ in range(3)))
    assert batch.amount == Decimal("0.12")  # 0.035 is 0.04 each; the sum of the three alone would be 0.11
    assert Entry.objects.get().title == "Интернет"


def test_one_entry_for_each_line_kind_and_month_of_the_contracts_calendar():
    line = make_line()
    line.contract.time_zone = "Asia/Vladivostok"
    line.contract.save()
    midnight = datetime(2026, 11, 1, tzinfo=ZoneInfo("Asia/Vladivostok"))
    batch = rate(
        event(at=midnight - timedelta(seconds=1)),
        event(at=midnight),
        event(at=midnight + timedelta(days=3)),
        event(unit=Unit.SMS, volume=1),
    )
    entries = Entry.objects.order_by("seq")
    assert [(each.occurred_at, each.amount) for each in entries] == [
        (midnight - timedelta(seconds=1), rub(-5)),
        (NOW - timedelta(hours=1), rub("-1.95")),
        (midnight + timedelta(days=3), rub(-10)),
    ]
    assert sum(each.amount for each in entries) == -batch.amount
    assert [each.usage.count() for each in entries] == [1, 1, 2]


def test_usage_is_charged_even_below_the_floor():
    line = make_line()
    rate(event())
    assert balance(account_of(line)) == rub(-5)
    assert list(audit()) == []


def test_the_card_of_the_moment_counts_and_a_late_event_uses_the_package_of_its_period():
    line = make_line()
    dear = make_card(PRICES | {(Unit.VOICE, False, ""): (60, "9", "", True)})
    set_rate(line=line, rate_card=dear, from_at=NOW - timedelta(hours=2))
    past = give(line, Unit.VOICE, 60, from_at=NOW - timedelta(days=60))
    rate(
        event("new", ago=120),
        event("old", ago=121),
        event("late", at=NOW - timedelta(days=40)),
    )
    assert rated() == {"new": (0, rub(18)), "old": (0, rub(5)), "late": (60, rub("2.5"))}
    past.refresh_from_db()
    assert past.used == 60


def test_an_empty_batch_is_kept_with_nothing_in_it():
    batch = rate(channel=Channel.STAFF)
    assert UsageBatch.objects.get() == batch
    assert (batch.received, batch.amount, batch.channel) == (0, 0, "staff")


def test_a_batch_of_many_takes_as_many_statements_as_one_of_few():
    lines = [make_line(f"7903000{number:04}") for number in range(5)]
    for line in lines:
        give(line, Unit.VOICE, 60)
    taken = []
    for times in (1, 20):
        with CaptureQueriesContext(connection) as queries:
            rate(*(event(number=line.msisdn, ago=number) for number in range(times) for line in lines))
        taken.append(len(queries))
    assert taken[1] <= taken[0]
    assert UsageEvent.objects.count() == 105
