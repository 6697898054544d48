"""The audit finds what the database itself does not refuse."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from billing.models import Account
from billing.services import audit as auditing
from billing.services.audit import Flaw, audit
from tests.billing.money import charge, new_account, pay, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    account = new_account(100)
    charge(account, 30)
    pay(account, 5)
    new_account(7)
    return account


def spoil(statement: str) -> None:
    """Change entries as only who owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_entry DISABLE TRIGGER billing_entry_never_changes")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE billing_entry ENABLE TRIGGER billing_entry_never_changes")


def test_a_sound_ledger_has_no_flaws(account, capsys):
    new_account()
    assert list(audit()) == []
    call_command("audit_ledger")
    assert "3 accounts add up" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        (
            "UPDATE billing_entry SET amount = amount - 1 WHERE seq = 2",
            {(2, "balance_after"), (3, "balance_after"), (3, "account")},
        ),
        ("UPDATE billing_entry SET balance_after = 71 WHERE seq = 2", {(2, "balance_after")}),
        ("UPDATE billing_entry SET posted_at = posted_at - interval '1 day' WHERE seq = 2", {(2, "posted_at")}),
        ("DELETE FROM billing_entry WHERE seq = 2", {(3, "seq"), (3, "balance_after"), (3, "account")}),
        ("DELETE FROM billing_entry WHERE seq = 3", {(3, "account")}),
    ],
)
def test_a_spoilt_entry_is_found(account, statement, where):
    spoil(f"{statement} AND account_id = {account.pk}")
    assert {(flaw.seq, flaw.what) for flaw in audit()} == where
    assert {flaw.account_id for flaw in audit()} == {account.pk}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_entry SET reverses_id = (SELECT min(id) FROM billing_entry) WHERE kind = 'reversal'",
        "UPDATE billing_entry SET account_id = {other}, seq = 2 WHERE id = {fee}",
        "INSERT INTO billing_entry (account_id, seq, kind, amount, balance_after, posted_at, occurred_at, reference,"
        " reverses_id, channel) SELECT account_id, 6, kind, amount, balance_after + amount, posted_at, occurred_at,"
        " 'again', reverses_id, channel FROM billing_entry WHERE kind = 'reversal'",
    ],
)
def test_a_reversal_of_what_it_may_not_undo_is_found(account, statement):
    other = new_account(7)
    fee = charge(account, 30)
    undo = reverse(fee, 30)
    assert list(audit()) == []
    spoil("DROP INDEX billing_entry_reversed_once")
    spoil(statement.format(fee=fee.pk, other=other.pk))
    found = [flaw for flaw in audit() if flaw.what == "reverses"]
    assert [(flaw.account_id, flaw.seq >= undo.seq) for flaw in found] == [(account.pk, True)]


def test_a_balance_that_moved_without_an_entry_is_found(account, capsys):
    Account.objects.filter(pk=account.pk).update(balance=1_000_000)
    assert list(audit()) == [Flaw(account.pk, 3, "account")]
    with pytest.raises(CommandError, match="1 differences"):
        call_command("audit_ledger")
    assert f"account {account.pk}, entry 3: account is wrong" in capsys.readouterr().out


def test_accounts_are_read_by_ranges(account, monkeypatch):
    monkeypatch.setattr(auditing, "RANGE", 1)
    Account.objects.update(balance=1_000_000)
    assert [flaw.account_id for flaw in audit()] == sorted(Account.objects.values_list("pk", flat=True))
