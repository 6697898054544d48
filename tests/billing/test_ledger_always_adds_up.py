"""Whatever is posted, in whatever order: the balance is the sum, the chain holds, the floor is respected."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.kinds import INCOMING, OUTGOING, EntryKind
from billing.models import Account, Entry
from billing.services.audit import audit
from billing.services.ledger import InsufficientFunds, Posting, ReferenceReused, post_many
from tests.billing.money import new_account
from tests.people import NOW

pytestmark = pytest.mark.django_db

KOPECKS = st.integers(1, 50_000).map(lambda kopecks: Decimal(kopecks) / 100)
MAY_PASS_FLOOR = {"usage", "trust_repayment", "trust_fee"}
KINDS = st.sampled_from([kind for kind in EntryKind if kind != EntryKind.REVERSAL])


@st.composite
def rows(draw):
    """(which account, kind, amount, reference): few references, so that many come again."""
    kind, amount = draw(KINDS), draw(KOPECKS)
    down = kind in OUTGOING or (kind not in INCOMING and draw(st.booleans()))
    return draw(st.integers(0, 1)), kind, -amount if down else amount, f"r{draw(st.integers(0, 25))}"


BATCHES = st.lists(st.tuples(st.lists(rows(), min_size=1, max_size=6), st.integers(-48, 48)), max_size=10)


class Book:
    """What the ledger should do, kept the simplest way."""

    def __init__(self, floor: Decimal) -> None:
        self.floor = floor
        self.balance = Decimal(0)
        self.posted: dict[str, Decimal] = {}
        self.posted_at = None

    def copy(self):
        other = Book(self.floor)
        other.balance, other.posted, other.posted_at = self.balance, dict(self.posted), self.posted_at
        return other

    def post(self, kind, amount, reference, now):
        if reference in self.posted:
            if self.posted[reference] != amount:
                raise ReferenceReused
            return
        self.posted[reference] = amount
        self.balance += amount
        self.posted_at = max(now, self.posted_at or now)
        if amount < 0 and kind not in MAY_PASS_FLOOR and self.balance < self.floor:
            raise InsufficientFunds(account_id=0, missing=self.floor - self.balance)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=BATCHES, floors=st.tuples(*[st.sampled_from([Decimal(-100), Decimal(0), Decimal(50)])] * 2))
def test_the_ledger_agrees_with_a_simple_book(db, batches, floors):
    accounts = [new_account(floor=floor) for floor in floors]
    books = [Book(floor) for floor in floors]
    for batch, hours in batches:
        now = NOW + timedelta(hours=hours)
        expected, trials = None, [book.copy() for book in books]
        try:
            for which, kind, amount, reference in batch:
                trials[which].post(kind, amount, reference, now)
            books = trials
        except (InsufficientFunds, ReferenceReused) as error:
            expected = error
        postings = [
            Posting(account_id=accounts[which].pk, kind=kind, amount=amount, reference=reference)
            for which, kind, amount, reference in batch
        ]
        if expected is None:
            entries = post_many(postings, now=now)
            assert [(entry.reference, entry.amount) for entry in entries] == [(r[3], r[2]) for r in batch]
        else:
            with pytest.raises((InsufficientFunds, ReferenceReused)):
                post_many(postings, now=now)
    for account, book in zip(accounts, books, strict=True):
        account.refresh_from_db()
        assert (account.balance, account.last_seq, account.last_posted_at) == (
            book.balance,
            len(book.posted),
            book.posted_at,
        )
        assert dict(account.entries.values_list("reference", "amount")) == book.posted
        for entry in account.entries.filter(amount__lt=0).exclude(kind__in=MAY_PASS_FLOOR):
            assert entry.balance_after >= account.floor
    assert list(audit()) == []
    assert Entry.objects.filter(account__in=accounts).count() == sum(len(book.posted) for book in books)
    assert Account.objects.filter(pk__in=[account.pk for account in accounts]).count() == 2
