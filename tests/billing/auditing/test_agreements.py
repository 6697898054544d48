"""The nightly check finds what no constraint of the database refuses, and names where it is."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from billing.auditing.agreements import AGREEMENTS, differences
from billing.auditing.run import DETAILS, STALE, last_result, run
from billing.kinds import EntryKind
from billing.models import (
    Account,
    AccountKind,
    AuditRun,
    Bill,
    Bucket,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Transfer,
    TransferStatus,
    TrustPayment,
    Unit,
    UsageBatch,
)
from billing.services.ledger import open_account, post_many
from billing.statements.services import make_bills
from billing.usage.rating import rate_batch
from cabinet.core.channels import Channel
from tests.billing.money import account_of, charge, new_account, pay, row, rub
from tests.billing.usage.network import event, give, make_line
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def used() -> Account:
    """An account whose line used up a package and paid for the rest."""
    line = make_line()
    account = account_of(line)
    pay(account, 100)
    give(line, Unit.VOICE, 120)
    rate_batch(events=[event("1", volume=100), event("2", volume=100)], name="test", now=NOW)
    return account


def spoil(statement: str, *parameters: object) -> None:
    """Change what nobody may change, as only who owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_entry DISABLE TRIGGER billing_entry_never_changes")
        cursor.execute(statement, parameters)
        cursor.execute("ALTER TABLE billing_entry ENABLE TRIGGER billing_entry_never_changes")


def found() -> set[str]:
    return {difference.what for difference in differences()}


def lend(account: Account) -> TrustPayment:
    entry = post_many([row(account, 100, "trust", EntryKind.TRUST)], now=NOW)[0]
    Account.objects.filter(pk=account.pk).update(owed=rub(110))
    line = account.contract.primary_line
    return TrustPayment.objects.create(
        account=account,
        line=line,
        channel=Channel.PAGE,
        amount=rub(100),
        fee=rub(10),
        taken_at=NOW,
        due_at=NOW + timedelta(days=3),
        entry=entry,
    )


def paid(account: Account, entry_amount: int) -> Payment:
    method = PaymentMethod.objects.create(code="test", name_ru="Карта", min_sum=1, max_sum=1000)
    return Payment.objects.create(
        account=account,
        method=method,
        amount=rub(50),
        status=PaymentStatus.SUCCEEDED,
        channel=Channel.PAGE,
        provider="test",
        idempotency_key="1",
        created_at=NOW,
        expires_at=NOW,
        finished_at=NOW,
        entry=pay(account, entry_amount),
    )


def transferred(gone: int, came: int) -> Transfer:
    accounts = [new_account(100), new_account(100)]
    rows = [
        row(accounts[0], -gone, "out", EntryKind.TRANSFER_OUT),
        row(accounts[1], came, "in", EntryKind.TRANSFER_IN),
    ]
    entries = post_many(rows, now=NOW)
    lines = [account.contract.primary_line for account in accounts]
    return Transfer.objects.create(
        from_account=accounts[0],
        to_account=accounts[1],
        from_line=lines[0],
        to_line=lines[1],
        channel=Channel.PAGE,
        amount=rub(gone),
        status=TransferStatus.DONE,
        created_at=NOW,
        expires_at=NOW,
        done_at=NOW,
        out_entry=entries[0],
        in_entry=entries[1],
    )


def test_whatever_happened_rightly_agrees(used):
    lend(new_account(10))
    paid(used, 50)
    transferred(30, 30)
    refunded = charge(used, 30)
    post_many([row(used, 10, "refund", EntryKind.REFUND, reverses_id=refunded.pk)], now=NOW)
    make_bills(contract_id=used.contract_id, now=NOW + timedelta(days=30))
    assert Bill.objects.exists()
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE billing_bucket SET used = used - 1", {"what batches took of a package"}),
        (
            "UPDATE billing_bucketuse SET taken = taken - 1",
            {"what batches took of a package", "what events took of packages"},
        ),
        ("UPDATE billing_usageevent SET taken = taken + 1 WHERE event_id = '1'", {"what events took of packages"}),
        (
            "UPDATE billing_usageevent SET amount = amount + 1 WHERE amount > 0",
            {"the sum of the events that an entry charges"},
        ),
        ("DELETE FROM billing_usageevent WHERE amount > 0", {"the sum of the events that an entry charges"}),
        ("DELETE FROM billing_usageevent WHERE taken > 0", {"what events took of packages"}),
        ("UPDATE billing_usagebatch SET amount = amount + 1", {"what a batch charged"}),
    ],
)
def test_usage_that_does_not_agree_is_found(used, statement, what):
    spoil(statement)
    assert found() == what


def test_usage_whose_events_were_dropped_in_due_time_is_not_missed(used):
    Bucket.objects.update(from_at=NOW - timedelta(days=400))
    oldest = NOW - timedelta(days=365)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM billing_usageevent")
        for what in ("what events took of packages", "the sum of the events that an entry charges"):
            cursor.execute(AGREEMENTS[what], {"oldest": oldest})
            missed = len(cursor.fetchall())
            assert missed == (0 if "packages" in what else 1)  # the entry's events began within the kept time
            cursor.execute(AGREEMENTS[what], {"oldest": NOW + timedelta(days=1)})
            assert cursor.fetchall() == []


def test_a_debt_that_nobody_owes_is_found():
    account = new_account(10)
    trust = lend(account)
    Account.objects.filter(pk=account.pk).update(owed=rub(109))
    assert [str(difference) for difference in differences()] == [
        f"account {account.pk}: what is owed should be 110.00, and is 109.00"
    ]
    Account.objects.filter(pk=account.pk).update(owed=rub(110))
    TrustPayment.objects.filter(pk=trust.pk).update(repaid=rub(1))
    assert found() == {"what is owed", "what came back of a trust payment"}


def test_a_payment_that_credited_another_sum_is_found(used):
    paid(used, 51)
    assert found() == {"the entry of a payment"}


def test_a_transfer_that_made_money_is_found():
    transferred(30, 31)
    assert found() == {"the entries of a transfer"}


def test_money_lost_between_own_accounts_is_found(used):
    content = open_account(contract=used.contract, kind=AccountKind.CONTENT)
    rows = [row(used, -20, "out", EntryKind.MOVE_OUT), row(content, 19, "in", EntryKind.MOVE_IN)]
    post_many(rows, now=NOW)
    assert found() == {"the sum of own accounts after money moved between them"}


def test_more_given_back_than_was_taken_is_found(used):
    fee = charge(used, 30)
    post_many([row(used, 30, "refund", EntryKind.REFUND, reverses_id=fee.pk)], now=NOW)
    spoil("UPDATE billing_entry SET amount = -29 WHERE id = %s", fee.pk)
    assert found() == {"what was given back of an entry, at most"}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE billing_bill SET spent = spent + 1, closing = closing - 1", {"totals", "balance", "rows"}),
        ("UPDATE billing_bill SET opening = opening + 1, closing = closing + 1", {"balance"}),
        ("UPDATE billing_billrow SET amount = amount + 1", {"rows"}),
    ],
)
def test_a_bill_that_says_something_else_is_found(used, statement, what):
    make_bills(contract_id=used.contract_id, now=NOW + timedelta(days=30))
    spoil(statement)
    names = {
        "totals": "the totals of a bill",
        "balance": "the balance at the end of a bill",
        "rows": "the rows of a bill",
    }
    assert found() == {names[name] for name in what}


class TestRun:
    def check(self, now=NOW, told=None) -> AuditRun | None:
        return run(now=now, finished=lambda: now + timedelta(minutes=1), tell=told)

    def test_it_is_kept_with_what_it_found(self, used):
        assert last_result(NOW) == ""
        told: list[str] = []
        Bucket.objects.update(used=0)
        UsageBatch.objects.update(amount=0)
        made = self.check(told=told.append)
        kept = AuditRun.objects.get()
        assert (kept, kept.accounts, kept.flaws, kept.details) == (made, 1, 2, told)
        assert kept.finished_at == NOW + timedelta(minutes=1)
        assert last_result(NOW) == "2 differences at 2026-11-24 09:00 UTC"

    def test_a_sound_night_clears_the_word(self, used):
        AuditRun.objects.create(started_at=NOW - timedelta(days=1), finished_at=NOW, flaws=3)
        assert "3 differences" in last_result(NOW)
        self.check()
        assert last_result(NOW + timedelta(hours=25)) == ""

    def test_checks_that_stopped_coming_are_told(self, used):
        self.check()
        assert last_result(NOW + STALE + timedelta(seconds=1)) == "the last check was at 2026-11-24 09:00 UTC"

    def test_one_that_was_cut_off_says_nothing(self, used):
        self.check()
        AuditRun.objects.create(started_at=NOW + timedelta(hours=1), flaws=5)
        assert last_result(NOW + timedelta(hours=2)) == ""

    def test_thousands_of_differences_are_counted_and_the_first_are_kept(self, used, monkeypatch):
        many = AGREEMENTS["what a batch charged"].replace(
            "SELECT 'batch ' || batch.id, ", "SELECT 'batch ' || generate_series(1, 150), "
        )
        monkeypatch.setitem(AGREEMENTS, "what a batch charged", many)
        UsageBatch.objects.update(amount=0)
        made = self.check()
        assert (made.flaws, len(made.details)) == (150, DETAILS)

    def test_the_command_ends_with_1_where_something_is_wrong(self, used, capsys):
        call_command("audit_ledger")
        assert "1 accounts add up" in capsys.readouterr().out
        UsageBatch.objects.update(amount=0)
        with pytest.raises(CommandError, match="1 differences") as refusal:
            call_command("audit_ledger")
        assert refusal.value.returncode == 1
        assert "what a batch charged should be 5.00, and is 0.00" in capsys.readouterr().out

    def test_readyz_says_it_and_stays_ready(self, used, client):
        UsageBatch.objects.update(amount=0)
        self.check(now=timezone.now())
        told = client.get("/readyz").json()
        assert (told["ready"], "audit" in told["degraded"], "1 differences" in told["audit"]) == (True, True, True)


@pytest.mark.django_db(transaction=True)
def test_two_checks_do_not_run_at_once():
    from threading import Thread

    new_account(10)
    done = []

    def second() -> None:
        try:
            done.append(run(now=NOW, finished=lambda: NOW))
        finally:
            connection.close()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('billing.audit'))")
        thread = Thread(target=second)
        thread.start()
        thread.join()
        cursor.execute("SELECT pg_advisory_unlock(hashtext('billing.audit'))")
    assert done == [None]
    assert run(now=NOW, finished=lambda: NOW) is not None
