"""Giving back in parts: of an entry of the account, and never more than it moved."""

import pytest

from billing.kinds import EntryKind
from billing.services.audit import audit
from billing.services.ledger import NotReversible, post_many
from tests.billing.money import balance, charge, pay, reverse, row, rub
from tests.people import NOW

pytestmark = pytest.mark.django_db


def refund(account, of, amount, name="refund"):
    return post_many([row(account, amount, name, EntryKind.REFUND, reverses_id=of.pk)], now=NOW)[0]


def test_a_charge_comes_back_in_parts_until_nothing_is_left_of_it(account):
    fee = charge(account, 30)
    assert refund(account, fee, 10, "one").reverses == fee
    assert refund(account, fee, 20, "two").balance_after == rub(100)
    with pytest.raises(NotReversible):
        refund(account, fee, "0.01", "three")
    assert list(audit()) == []


def test_two_parts_of_one_batch_count_together(account):
    fee = charge(account, 30)
    rows = [row(account, 20, name, EntryKind.REFUND, reverses_id=fee.pk) for name in ("one", "two")]
    with pytest.raises(NotReversible):
        post_many(rows, now=NOW)
    assert balance(account) == rub(70)


def test_after_a_part_the_whole_cannot_be_undone(account):
    fee = charge(account, 30)
    refund(account, fee, 1)
    with pytest.raises(NotReversible):
        reverse(fee, 30)
    with pytest.raises(NotReversible):
        reverse(fee, 29)


def test_what_was_undone_gives_nothing_back(account):
    fee = charge(account, 30)
    reverse(fee, 30)
    with pytest.raises(NotReversible):
        refund(account, fee, 1)


def test_a_payment_is_returned_no_further_than_it_was(account):
    paid = pay(account, 50)
    post_many([row(account, -50, "return", EntryKind.PAYMENT_RETURN, reverses_id=paid.pk)], now=NOW)
    with pytest.raises(NotReversible):
        post_many([row(account, -1, "again", EntryKind.PAYMENT_RETURN, reverses_id=paid.pk)], now=NOW)
    assert balance(account) == rub(100)


def test_nothing_of_another_account_comes_back(account, other):
    fee = charge(account, 30)
    with pytest.raises(NotReversible):
        refund(other, fee, 30)
    assert balance(other) == rub(100)


def test_the_same_refund_again_is_the_first_one(account):
    fee = charge(account, 30)
    assert refund(account, fee, 30) == refund(account, fee, 30)
    assert balance(account) == rub(100)


def test_what_was_given_back_and_taken_again_may_be_given_back(account):
    fee = charge(account, 30)
    given = refund(account, fee, 20)
    reverse(given, -20)
    refund(account, fee, 30, "whole")
    assert balance(account) == rub(100)
    assert list(audit()) == []
