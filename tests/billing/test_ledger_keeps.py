"""What the ledger never does: turn its clock back, move half a kopeck, open an account twice, change an entry."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from billing.kinds import EntryKind
from billing.models import Account, AccountKind, Entry
from billing.services import ledger
from billing.services.audit import audit
from billing.services.ledger import (
    InsufficientFunds,
    open_account,
    post,
    post_many,
)
from tests.billing.money import balance, charge, new_account, pay, row, rub
from tests.people import NOW, make_contract

pytestmark = pytest.mark.django_db


class TestTime:
    def test_posting_time_never_goes_back(self, account):
        late = pay(account, 1, now=NOW + timedelta(hours=2))
        early = pay(account, 1, now=NOW + timedelta(hours=1))
        assert (early.seq, early.posted_at) == (late.seq + 1, late.posted_at)
        assert early.occurred_at == NOW + timedelta(hours=1)

    def test_each_account_has_its_own_time(self, account, other):
        pay(account, 1, now=NOW + timedelta(hours=2))
        entries = post_many([row(account, 1, "a"), row(other, 1, "b")], now=NOW + timedelta(hours=1))
        assert [entry.posted_at for entry in entries] == [NOW + timedelta(hours=2), NOW + timedelta(hours=1)]

    def test_a_clock_that_is_ahead_is_refused(self, account, may_be_ahead, monkeypatch):
        monkeypatch.setattr(ledger, "MAY_BE_AHEAD", may_be_ahead)
        account, clock = new_account(0), datetime.now(UTC)
        for ahead in (timedelta(days=3652), timedelta(minutes=10)):
            with pytest.raises(ValueError, match="ahead of the database's clock"):
                pay(account, 1, now=clock + ahead)
        assert not account.entries.exists()
        for fine in (timedelta(minutes=1), timedelta(0), timedelta(days=-3652)):
            pay(account, 1, now=clock + fine)
        assert balance(account) == rub(3)

    def test_any_zone_means_the_same_moment(self, account):
        entry = pay(account, 1, now=NOW.astimezone())
        assert Entry.objects.get(pk=entry.pk).posted_at == NOW.astimezone(UTC)


class TestImpossible:
    @pytest.mark.parametrize("amount", ["0", "0.00", "0.001", "10.005", "NaN"])
    def test_only_whole_kopecks_move(self, account, amount):
        with pytest.raises(ValueError, match="whole kopecks"):
            post(account=account, amount=Decimal(amount), kind=EntryKind.PAYMENT, reference="x", now=NOW)

    @pytest.mark.parametrize(
        ("kind", "amount"), [(EntryKind.PAYMENT, -1), (EntryKind.USAGE, 1), (EntryKind.TRUST_FEE, 1)]
    )
    def test_a_kind_moves_money_its_own_way(self, account, kind, amount):
        with pytest.raises((IntegrityError, InsufficientFunds)):
            post(account=account, amount=rub(amount), kind=kind, reference="x", now=NOW)
        assert balance(account) == rub(100)

    def test_a_reversal_says_what_it_reverses(self, account):
        with pytest.raises(IntegrityError, match="billing_entry_reversal_of"):
            charge(account, 1, kind=EntryKind.REVERSAL)

    def test_a_reference_is_given(self, account):
        with pytest.raises(IntegrityError, match="billing_entry_reference_given"):
            post_many([row(account, 1, "")], now=NOW)


class TestOpening:
    def test_an_account_is_opened_once(self):
        contract = make_contract("79031234567")
        account = open_account(contract=contract)
        assert open_account(contract=contract) == account
        assert (account.balance, account.floor, account.last_seq) == (0, 0, 0)

    def test_the_content_account_is_another_one(self):
        contract = make_contract("79031234567")
        assert open_account(contract=contract) != open_account(contract=contract, kind=AccountKind.CONTENT)

    def test_the_database_allows_one_of_a_kind(self):
        contract = make_contract("79031234567")
        open_account(contract=contract)
        with pytest.raises(IntegrityError):
            Account.objects.create(contract=contract)


class TestNeverChanged:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE billing_entry SET amount = amount + 1",
            "UPDATE billing_entry SET cause = '{}'",
            "DELETE FROM billing_entry",
            "INSERT INTO billing_entry SELECT * FROM billing_entry ON CONFLICT (id) DO UPDATE SET kind = 'bonus'",
        ],
    )
    def test_the_database_refuses(self, account, statement):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert list(audit()) == []

    def test_so_it_refuses_what_the_orm_can_ask(self, account):
        entry = account.entries.get()
        for attempt in (entry.save, entry.delete, Entry.objects.all().delete):
            with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
                attempt()

    def test_seq_is_given_once(self, account):
        entry = account.entries.get()
        entry.pk, entry.public_id, entry.reference = None, uuid4(), "another"
        with pytest.raises(IntegrityError, match="billing_entry_seq"), transaction.atomic():
            entry.save(force_insert=True)
