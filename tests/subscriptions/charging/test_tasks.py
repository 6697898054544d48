"""Who starts a run: beat by a task, a top-up at once, the dispatcher where no worker comes; never too many at once."""

import os
from datetime import timedelta

import psycopg
import pytest
import time_machine

from subscriptions.charging import tasks
from subscriptions.models import Every, MoneyCame, Status, Subscription
from tests.billing.money import account_of, balance, pay, rub
from tests.people import NOW
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.made import has, make_tariff

pytestmark = pytest.mark.django_db
DUE = moscow("2026-11-25")


@pytest.fixture
def held(line) -> Subscription:
    pay(account_of(line), 100)
    return has(line, make_tariff(price=30, every=Every.DAY))


def test_the_task_charges_what_is_due_by_now_and_asks_for_no_other(line, held, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks, "wake", woken.append)
    with time_machine.travel(DUE, tick=False):
        tasks.charge()
    assert balance(account_of(line)) == rub(40)
    assert woken == []


def test_a_task_whose_time_is_over_leaves_the_rest_to_the_next(line, held, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks, "wake", woken.append)
    monkeypatch.setattr(tasks, "LONGEST", 0.0)
    with time_machine.travel(DUE, tick=False):
        tasks.charge()
    assert balance(account_of(line)) == rub(70)
    assert woken == ["subscriptions.charge"]


def test_where_enough_run_already_one_more_does_nothing(line, held):
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as others:
        for number in range(tasks.RUNS_AT_ONCE):
            others.execute(tasks.TAKE, [number])
        with time_machine.travel(DUE, tick=False):
            assert not tasks.run_for(10)
            assert balance(account_of(line)) == rub(70)
            others.execute(tasks.GIVE, [2])
            tasks.run_for(10)
    assert balance(account_of(line)) == rub(40)


def test_the_dispatcher_takes_over_what_no_worker_charges_and_looks_seldom(held):
    looks = tasks.Looks()
    assert not looks.is_due(DUE)  # a worker is on its way
    assert not looks.is_due(DUE + tasks.LOOKS_APART / 2)
    late = DUE + tasks.LATE + timedelta(seconds=1)
    assert looks.is_due(late)
    assert not looks.is_due(late + timedelta(seconds=1))
    Subscription.objects.update(status=Status.PAUSED)
    assert not looks.is_due(late + tasks.LOOKS_APART)


def test_money_that_waits_is_looked_at_within_seconds(line, run, held):
    looks = tasks.Looks()
    run(moscow("2026-11-30"))
    pay(account_of(line), 30, now=moscow("2026-11-30"))
    assert MoneyCame.objects.exists()
    assert not looks.is_due(moscow("2026-11-30") + timedelta(seconds=1))
    assert looks.is_due(moscow("2026-11-30") + tasks.MONEY_WAITS)


def test_every_hour_who_will_be_short_is_warned_and_who_was_overlooked_is_resumed(line, run, held, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks, "wake", woken.append)
    with time_machine.travel(NOW, tick=False):
        tasks.look()
        assert woken == []
    run(moscow("2026-11-30"))
    held.refresh_from_db()
    assert held.status == Status.SUSPENDED
    account = account_of(line)
    account.floor = rub(-100)
    account.save()
    with time_machine.travel(moscow("2026-11-30", 2), tick=False):
        tasks.look()
    assert woken == ["subscriptions.charge"]
