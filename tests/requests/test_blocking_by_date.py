"""Blocking and unblocking from a day on (A11): which days, what waits, and what takes its place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.requests.services.blocking import (
    DateUnfit,
    LossWaitsForNothing,
    OtherAsked,
    today,
)
from cabinet.requests.services.steps import cancel_request
from tests.people import NOW, make_owner
from tests.requests.switches import (
    LOSS,
    LOST,
    OTHER,
    VOLUNTARY,
    finish,
    heard,
    journal,
    lose,
    restore,
    statuses,
    sweep,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return make_owner(LOST, OTHER)[1]


def test_a_loss_takes_the_place_of_an_unblock_that_was_put_off(line):
    lose(line, reason=VOLUNTARY)
    finish()
    restore(line, on=today(line, timezone.now()) + timedelta(days=3))
    lose(line, reason=LOSS)
    assert statuses(line) == [("block", "done"), ("unblock", "cancelled"), ("block", "working")]


def test_from_a_date_it_begins_at_midnight_where_the_contract_is(line, clock):
    line.contract.time_zone = "Asia/Vladivostok"
    line.contract.save()
    request = lose(line, reason=VOLUNTARY, on=today(line, NOW) + timedelta(days=1))
    assert request.due_at.isoformat() == "2026-11-25T00:00:00+10:00"
    clock.move_to(request.due_at - timedelta(seconds=1))
    sweep()
    line.refresh_from_db()
    assert line.status == "active"
    clock.move_to(request.due_at)
    sweep()
    line.refresh_from_db()
    assert line.block_reason == VOLUNTARY
    assert journal(line) == [("line_blocked", "system")]


@pytest.mark.parametrize("days", [0, -1, 182, 400])
def test_a_date_must_lie_ahead_and_not_too_far(line, days):
    with pytest.raises(DateUnfit):
        lose(line, reason=VOLUNTARY, on=today(line, timezone.now()) + timedelta(days=days))


def test_a_loss_is_not_put_off(line):
    with pytest.raises(LossWaitsForNothing):
        lose(line, on=today(line, timezone.now()) + timedelta(days=1))


def test_one_date_at_a_time(line):
    tomorrow = today(line, timezone.now()) + timedelta(days=1)
    first = lose(line, reason=VOLUNTARY, on=tomorrow)
    assert lose(line, reason=VOLUNTARY, on=tomorrow) == first
    lose(line, reason=VOLUNTARY)
    with pytest.raises(OtherAsked):
        restore(line, on=tomorrow)
    assert statuses(line) == [("block", "cancelled"), ("block", "working")]


def test_what_waits_for_its_day_can_be_taken_back_and_then_never_happens(line, clock):
    request = lose(line, reason=VOLUNTARY, on=today(line, NOW) + timedelta(days=1))
    cancel_request(request, by=line.contract.owner, now=NOW)
    clock.move_to(request.due_at + timedelta(days=1))
    finish()
    line.refresh_from_db()
    assert line.status == "active"
    assert heard() == []
