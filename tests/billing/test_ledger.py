"""The ledger: what posting does, refuses, and does only once."""

from datetime import timedelta

import pytest
from django.db import DataError, transaction

from billing.causes import Cause
from billing.kinds import OUTGOING, EntryKind
from billing.models import Account, Entry
from billing.services.ledger import (
    InsufficientFunds,
    Posting,
    ReferenceReused,
    post,
    post_many,
)
from cabinet.accounts.models import User
from cabinet.core.channels import Channel
from tests.billing.money import balance, charge, new_account, pay, row, rub
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_a_posting_becomes_an_entry_and_moves_the_balance(account):
    line, user = account.contract.primary_line, User.objects.create_user(name="Пётр")
    entry = post(
        account=account,
        amount=rub("-30.50"),
        kind=EntryKind.CONTENT,
        reference="period:1",
        now=NOW,
        line=line,
        cause=Cause(name="Гороскоп", number="5533", facts={"price": "30.50"}),
        channel=Channel.SMS,
        occurred_at=NOW - timedelta(hours=3),
        made_by=user,
    )
    kept = Entry.objects.get(public_id=entry.public_id)
    assert kept == entry
    assert (kept.account, kept.line, kept.made_by) == (account, line, user)
    assert (kept.seq, kept.amount, kept.balance_after) == (2, rub("-30.50"), rub("69.50"))
    assert (kept.posted_at, kept.occurred_at) == (NOW, NOW - timedelta(hours=3))
    assert (kept.kind, kept.channel, kept.reference) == ("content", "sms", "period:1")
    assert kept.cause == entry.cause == {"name": "Гороскоп", "number": "5533", "facts": {"price": "30.50"}}
    account.refresh_from_db()
    assert (account.balance, account.last_seq, account.last_posted_at) == (rub("69.50"), 2, NOW)


def test_what_posting_returns_is_what_the_database_keeps(account):
    tricky = Cause(name='a"b\\c{,}\n—NULL', facts={"emoji": "☎", "none": None, "list": [1, "2"]})
    entry = pay(account, 1, reference="quote\"'\\,{}", cause=tricky)
    again = pay(account, 1, reference="quote\"'\\,{}", cause=tricky)
    kept = Entry.objects.get(pk=entry.pk)
    for field in Entry._meta.concrete_fields:
        assert getattr(kept, field.attname) == getattr(entry, field.attname), field.attname
        assert getattr(kept, field.attname) == getattr(again, field.attname), field.attname


def test_rows_are_posted_in_their_order(account, other):
    entries = post_many(
        [row(account, -60, "a"), row(other, -1, "b"), row(account, 20, "c"), row(account, -5, "d")], now=NOW
    )
    assert [entry.reference for entry in entries] == ["a", "b", "c", "d"]
    assert [(entry.seq, entry.balance_after) for entry in entries if entry.account_id == account.pk] == [
        (2, rub(40)),
        (3, rub(60)),
        (4, rub(55)),
    ]
    assert balance(other) == rub(99)


def test_posting_nothing_does_nothing(account):
    assert post_many([], now=NOW) == []


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(account, other, django_assert_num_queries):
    for count in (1, 200):
        rows = [row(each, 1, f"{count}:{number}") for number in range(count) for each in (account, other)]
        with django_assert_num_queries(4):  # savepoint, lock, write, release
            post_many(rows, now=NOW)


class TestFloor:
    def test_a_charge_may_take_the_last_kopeck(self, account):
        charge(account, 100)
        assert balance(account) == 0

    def test_a_charge_below_the_floor_is_refused_and_says_how_much_is_missing(self, account):
        with pytest.raises(InsufficientFunds) as refusal:
            charge(account, "100.01")
        assert refusal.value.missing == rub("0.01")
        assert "0,01" in str(refusal.value)
        assert balance(account) == rub(100)

    def test_the_floor_of_a_credit_account_is_below_zero(self):
        account = new_account(10, floor=-50)
        charge(account, 60)
        with pytest.raises(InsufficientFunds):
            charge(account, "0.01")

    def test_usage_repayment_of_what_was_lent_and_reversals_pass_the_floor_and_nothing_else(self, account):
        passed, paid = set(), account.entries.get()
        charge(account, 60)
        for kind in (*OUTGOING, EntryKind.CORRECTION, EntryKind.REVERSAL):
            reverses = paid if kind == EntryKind.REVERSAL else None
            try:
                with transaction.atomic():
                    charge(account, 100, kind=kind, reverses=reverses)
                    assert balance(account) == rub(-60)
                    passed.add(kind.value)
                    transaction.set_rollback(True)
            except InsufficientFunds:
                assert balance(account) == rub(40)
        assert passed == {"usage", "trust_repayment", "trust_fee", "reversal"}

    def test_money_that_comes_is_never_refused(self, account):
        charge(account, 500, kind=EntryKind.USAGE)
        pay(account, 1)
        assert balance(account) == rub(-399)

    def test_below_the_floor_nothing_more_is_taken(self, account):
        charge(account, 500, kind=EntryKind.USAGE)
        with pytest.raises(InsufficientFunds) as refusal:
            charge(account, 1)
        assert refusal.value.missing == rub(401)

    def test_a_payment_in_the_same_batch_counts_only_after_its_turn(self, account):
        with pytest.raises(InsufficientFunds) as refusal:
            post_many([row(account, -150, "fee"), row(account, 100, "payment")], now=NOW)
        assert refusal.value.missing == rub(50)
        post_many([row(account, 100, "payment"), row(account, -150, "fee")], now=NOW)
        assert balance(account) == rub(50)

    def test_what_is_missing_would_have_been_enough_for_the_whole_batch(self, account):
        rows = [row(account, -80, "a"), row(account, -70, "b"), row(account, 20, "c"), row(account, -5, "d")]
        with pytest.raises(InsufficientFunds) as refusal:
            post_many(rows, now=NOW)
        pay(account, refusal.value.missing)
        post_many(rows, now=NOW)
        assert balance(account) == rub(15)


class TestAllOrNothing:
    def test_a_refused_row_leaves_the_others_unposted(self, account, other):
        with pytest.raises(InsufficientFunds) as refusal:
            post_many([row(account, 10, "in"), row(other, -101, "out")], now=NOW)
        assert refusal.value.account_id == other.pk
        assert (balance(account), balance(other)) == (rub(100), rub(100))
        assert Entry.objects.count() == 2

    def test_the_callers_transaction_survives_a_refusal(self, account):
        with transaction.atomic():
            with pytest.raises(InsufficientFunds):
                charge(account, 500)
            charge(account, 5)
        assert balance(account) == rub(95)

    def test_a_row_that_the_database_refuses_takes_the_others_with_it(self, account, other):
        with pytest.raises(DataError):
            post_many([row(account, 10, "in"), row(other, "999999999999.99", "too much")], now=NOW)
        assert (balance(account), balance(other)) == (rub(100), rub(100))

    def test_an_account_that_is_not_there_is_said(self, account):
        with pytest.raises(Account.DoesNotExist):
            post_many(
                [row(account, 1, "x"), Posting(account_id=0, amount=rub(1), kind=EntryKind.PAYMENT, reference="x")],
                now=NOW,
            )
        assert balance(account) == rub(100)


class TestReplay:
    def test_the_same_reference_gives_the_first_entry(self, account):
        first = pay(account, 5, reference="p")
        again = pay(account, 5, reference="p", now=NOW + timedelta(days=1))
        assert again == first
        assert (again.seq, again.posted_at, again.balance_after) == (first.seq, first.posted_at, first.balance_after)
        assert balance(account) == rub(105)

    def test_with_another_sum_it_is_an_error(self, account):
        pay(account, 5, reference="p")
        with pytest.raises(ReferenceReused):
            pay(account, 6, reference="p")
        assert balance(account) == rub(105)

    def test_within_one_batch_too(self, account):
        first, second = post_many([row(account, 5, "p"), row(account, 5, "p")], now=NOW)
        assert first == second
        assert balance(account) == rub(105)
        with pytest.raises(ReferenceReused):
            post_many([row(account, 5, "q"), row(account, 7, "q")], now=NOW)
        assert not Entry.objects.filter(reference="q").exists()

    def test_a_replayed_charge_needs_no_money(self, account):
        first = charge(account, 100, reference="fee")
        assert charge(account, 100, reference="fee") == first

    def test_a_replay_beside_new_rows_leaves_no_gap(self, account):
        charge(account, 10, reference="b")
        entries = post_many([row(account, -1, "a"), row(account, -10, "b"), row(account, -2, "c")], now=NOW)
        assert [entry.seq for entry in entries] == [3, 2, 4]
        assert balance(account) == rub(87)

    def test_another_account_may_have_the_same_reference(self, account, other):
        entries = post_many([row(account, -7, "transfer"), row(other, 7, "transfer")], now=NOW)
        assert [balance(account), balance(other)] == [rub(93), rub(107)]
        assert post_many([row(other, 7, "transfer"), row(account, -7, "transfer")], now=NOW) == entries[::-1]
