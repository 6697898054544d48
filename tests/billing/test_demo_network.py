"""The simulated network of the demonstration: events keep coming."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command

from billing.auditing.agreements import differences
from billing.demo.network import report
from billing.models import QuarantinedEvent, UsageEvent
from cabinet.accounts.models import Line, LineStatus
from subscriptions import demo
from tests.people import NOW, make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def contracts(monkeypatch):
    monkeypatch.setattr("billing.demo.life.MONTHS", 1)
    contracts = [make_contract("79031234567", "79031234568"), make_contract("79055551102")]
    demo.seed(contracts=contracts, now=NOW)
    return contracts


def test_each_report_is_rated_whole_and_adds_up(contracts):
    before, random = UsageEvent.objects.count(), Random(1)
    batches = [report(now=NOW + timedelta(seconds=20 * time), about=3, random=random) for time in range(5)]
    assert [(batch.received, batch.rated) for batch in batches] == [(3, 3)] * 5
    assert UsageEvent.objects.count() == before + 15
    assert not QuarantinedEvent.objects.exists()
    assert list(differences()) == []


def test_numbers_that_do_not_work_are_silent(contracts):
    Line.objects.filter(contract=contracts[0]).update(
        status=LineStatus.BLOCKED, block_reason="voluntary", blocked_at=NOW
    )
    assert report(now=NOW, about=9, random=Random(1)).rated == 1
    Line.objects.filter(contract=contracts[1]).update(status=LineStatus.CLOSED, closed_at=NOW)
    assert report(now=NOW, about=9, random=Random(1)).received == 0


def test_it_is_of_the_demonstration_alone(contracts, settings):
    settings.DEMO = True
    before = UsageEvent.objects.count()
    call_command("simulate_network", times=1, events=2)
    assert UsageEvent.objects.count() == before + 2
    settings.DEMO = False
    with pytest.raises(CommandError, match="Only the demonstration"):
        call_command("simulate_network", times=1)
    assert UsageEvent.objects.count() == before + 2
