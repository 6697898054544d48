"""Undoing an entry: of its own account, whole, and once."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from billing.kinds import EntryKind
from billing.services.audit import audit
from billing.services.ledger import (
    NotReversible,
    ReferenceReused,
    post,
    post_many,
)
from tests.billing.money import balance, charge, reverse, row, rub
from tests.people import NOW

pytestmark = pytest.mark.django_db


class TestReversal:
    def test_it_undoes_an_entry_whole(self, account):
        fee = charge(account, 30)
        undo = reverse(fee, 30)
        assert (undo.reverses, undo.balance_after) == (fee, rub(100))
        assert reverse(undo, -30).balance_after == rub(70)
        assert list(audit()) == []

    def test_a_second_one_is_refused(self, account):
        fee = charge(account, 30)
        reverse(fee, 30, reference="undo")
        with pytest.raises(NotReversible, match="не больше, чем прошло"):
            reverse(fee, 30, reference="undo again")
        assert balance(account) == rub(100)

    def test_two_of_one_batch_are_one_too_many(self, account):
        fee = charge(account, 30)
        rows = [row(account, 30, name, EntryKind.REVERSAL, reverses_id=fee.pk) for name in ("undo", "undo again")]
        with pytest.raises(NotReversible):
            post_many(rows, now=NOW)
        assert balance(account) == rub(70)

    @pytest.mark.parametrize("amount", ["29.99", "30.01", "-30"])
    def test_another_sum_is_refused(self, account, amount):
        fee = charge(account, 30)
        with pytest.raises(NotReversible):
            reverse(fee, amount)
        assert balance(account) == rub(70)

    def test_what_is_of_another_account_is_refused(self, account, other):
        dear = charge(account, 100)
        with pytest.raises(NotReversible):
            reverse(dear, 100, account=other)
        assert (balance(account), balance(other)) == (0, rub(100))

    def test_the_same_reference_gives_the_first_one(self, account):
        fee = charge(account, 30)
        assert reverse(fee, 30, reference="undo") == reverse(fee, 30, reference="undo")
        with pytest.raises(ReferenceReused):
            reverse(fee, 31, reference="undo")
        assert balance(account) == rub(100)

    def test_a_part_goes_back_as_a_refund(self, account):
        fee = charge(account, 30)
        for part in (10, 5):
            post(
                account=account,
                amount=rub(part),
                kind=EntryKind.REFUND,
                reference=f"part:{part}",
                now=NOW,
                reverses=fee,
            )
        assert balance(account) == rub(85)

    def test_the_database_allows_one_of_an_entry(self, account):
        undo = reverse(charge(account, 30), 30)
        undo.pk, undo.public_id, undo.reference, undo.seq = None, uuid4(), "another", 4
        with pytest.raises(IntegrityError, match="billing_entry_reversed_once"), transaction.atomic():
            undo.save(force_insert=True)

    def test_it_takes_one_statement_more(self, account, django_assert_num_queries):
        fees = [charge(account, 1) for _ in range(9)]
        rows = [row(account, 1, f"undo:{fee.pk}", EntryKind.REVERSAL, reverses_id=fee.pk) for fee in fees]
        with django_assert_num_queries(5):  # savepoint, lock, what is undone, write, release
            post_many(rows, now=NOW)
