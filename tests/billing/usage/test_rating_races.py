"""Batches that come at once: real threads, few lines, the same events."""

from datetime import timedelta
from random import Random

import pytest

from billing.models import Bucket, BucketUse, Entry, Unit, UsageEvent, UsageKey
from billing.services.audit import audit
from billing.usage import partitions
from billing.usage.rating import rate_batch
from tests.billing.test_ledger_races import refuse_errors, together
from tests.billing.usage.network import event, give, make_card, make_line
from tests.people import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_overlapping_batches_at_once_charge_each_event_once():
    card = make_card()
    lines = [make_line(f"790312300{number:02}", card=card) for number in range(4)]
    for line in lines:
        give(line, Unit.VOICE, 600)
        give(line, Unit.VOICE, 600, days=20)
    partitions.ensure_ahead(NOW)
    events = [
        event(f"e{number}", ago=number + 1, number=lines[number % 4].msisdn, volume=30 + number) for number in range(60)
    ]

    def work(number: int) -> list:
        random = Random(number)
        made = []
        for _turn in range(3):
            part = random.sample(events, 45)
            made.append(rate_batch(events=part, name=str(number), now=NOW))
        return made

    results = together(work, threads=4)
    refuse_errors(results)
    batches = [batch for result in results for batch in result]
    came = {each.event_id for each in events} & set(UsageEvent.objects.values_list("event_id", flat=True))
    assert UsageEvent.objects.count() == UsageKey.objects.count() == len(came) == sum(each.rated for each in batches)
    assert sum(each.quarantined for each in batches) == 0
    assert sum(batch.amount for batch in batches) == -sum(entry.amount for entry in Entry.objects.all())
    assert sum(row.amount for row in UsageEvent.objects.all()) == sum(batch.amount for batch in batches)
    taken = sum(row.taken for row in UsageEvent.objects.all())
    assert (
        taken
        == sum(bucket.used for bucket in Bucket.objects.all())
        == sum(use.taken for use in BucketUse.objects.all())
    )
    assert list(audit()) == []


def test_one_event_brought_by_all_at_once_counts_once():
    line = make_line()
    give(line, Unit.VOICE, 60)
    for turn in range(3):
        one = event(f"e{turn}", at=NOW - timedelta(days=40 * turn))  # nobody made its month before
        batches = together(lambda number, one=one: rate_batch(events=[one], name=str(number), now=NOW), threads=4)
        refuse_errors(batches)
        assert sorted((batch.rated, batch.repeated) for batch in batches) == [(0, 1)] * 3 + [(1, 0)]
    assert UsageEvent.objects.count() == 3
