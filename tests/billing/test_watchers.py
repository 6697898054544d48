"""Who hears of postings: of debts when money comes, of thresholds when it goes, and of nothing else."""

from decimal import Decimal

import pytest

from billing import watchers
from billing.kinds import EntryKind
from billing.models import Account
from billing.services.ledger import InsufficientFunds, post_many
from tests.billing.money import balance, charge, pay, row, rub
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    told = []
    monkeypatch.setattr(watchers, "_watchers", [lambda moved, now: told.extend(moved)])
    return told


def watch(account, **what):
    Account.objects.filter(pk=account.pk).update(**what)


def test_an_account_that_nobody_waits_for_is_not_told_of(account, heard):
    pay(account, 10)
    charge(account, 110)
    assert heard == []


def test_a_crossed_threshold_is_told_once(account, heard):
    watch(account, notice_below=rub(50))
    charge(account, 50)  # exactly the threshold is not below it
    assert heard == []
    charge(account, "0.01")
    charge(account, 1)
    assert [(each.before, each.after, each.crossed) for each in heard] == [(rub(50), rub("49.99"), True)]
    pay(account, 100)
    charge(account, 100)
    assert len(heard) == 2


def test_a_batch_crosses_once_however_many_rows_it_has(account, heard):
    watch(account, notice_below=rub(50))
    post_many([row(account, -20, str(number)) for number in range(4)], now=NOW)
    assert [(each.before, each.after) for each in heard] == [(rub(100), rub(20))]


def test_money_from_outside_is_told_where_something_is_owed(account, heard):
    watch(account, owed=rub(30))
    pay(account, 10)
    post_many([row(account, 5, "bonus", EntryKind.BONUS)], now=NOW)
    charge(account, 5)
    assert [(each.topped_up, each.after) for each in heard] == [(Decimal(10), rub(110))]


def test_what_came_before_is_not_told_again(account, heard):
    watch(account, owed=rub(30))
    pay(account, 10, reference="payment:1")
    pay(account, 10, reference="payment:1")
    assert len(heard) == 1


def test_what_is_refused_is_not_told(account, heard):
    watch(account, notice_below=rub(50))
    with pytest.raises(InsufficientFunds):
        charge(account, 101)
    assert heard == []


def test_a_watcher_that_fails_takes_the_posting_with_it(account, monkeypatch):
    def fail(moved, now):
        raise RuntimeError("no")

    monkeypatch.setattr(watchers, "_watchers", [fail])
    watch(account, notice_below=rub(50))
    with pytest.raises(RuntimeError):
        charge(account, 60)
    assert balance(account) == rub(100)
