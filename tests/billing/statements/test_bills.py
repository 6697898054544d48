"""Bills: each closed month is summed once, and what a bill says stays so."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account, AccountKind, Bill, BillRow
from billing.services.ledger import open_account
from billing.statements.services import make_bills, make_bills_of_range
from billing.statements.tasks import make_all_bills
from tests.billing.money import account_of, charge, new_account, pay, rub
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
MIDNIGHT = datetime(2026, 10, 31, 21, tzinfo=UTC)  # 1 November in Moscow
CLOSED = MIDNIGHT + timedelta(hours=1)


def bills_of(account) -> list[tuple]:
    return [
        (bill.month, bill.opening, bill.income, bill.spent, bill.closing, bill.after_seq, bill.last_seq)
        for bill in account.bills.order_by("month")
    ]


def make(account, now=CLOSED) -> int:
    return make_bills(contract_id=account.contract_id, now=now)


def rows_of(bill) -> set[tuple]:
    return {(row.line and row.line.msisdn, row.category, row.amount) for row in bill.rows.select_related("line")}


def test_each_closed_month_has_a_bill_and_the_one_that_lasts_has_none():
    account = new_account()
    pay(account, 100, now=MIDNIGHT - timedelta(days=40))  # 22 September
    charge(account, 30, now=MIDNIGHT - timedelta(days=3))
    pay(account, 50, now=MIDNIGHT)
    assert make(account) == 2
    assert bills_of(account) == [
        (SEPTEMBER, rub(0), rub(100), rub(0), rub(100), 0, 1),
        (OCTOBER, rub(100), rub(0), rub(30), rub(70), 1, 2),
    ]


def test_its_rows_are_lines_and_categories():
    _owner, line = make_owner("79031234567", "79031234568")
    account, other = account_of(line), line.contract.lines.exclude(pk=line.pk).get()
    call = Cause(rule="call", name="Казахстан")
    then = MIDNIGHT - timedelta(days=2)
    pay(account, 100, now=then)
    charge(account, 1, kind=EntryKind.USAGE, cause=call, line=line, now=then)
    charge(account, 2, kind=EntryKind.USAGE, cause=call, line=line, now=then)
    charge(account, 4, kind=EntryKind.USAGE, cause=call, line=other, now=then)
    charge(account, 8, kind=EntryKind.TARIFF, line=line, now=then)
    make(account)
    assert rows_of(account.bills.get()) == {
        (None, "payments", rub(100)),
        ("79031234567", "calls", rub(-3)),
        ("79031234568", "calls", rub(-4)),
        ("79031234567", "plan", rub(-8)),
    }


def test_a_month_without_movements_has_a_bill_too():
    account = new_account()
    pay(account, 100, now=MIDNIGHT - timedelta(days=70))  # 23 August
    assert make(account) == 3
    assert bills_of(account)[1:] == [
        (SEPTEMBER, rub(100), rub(0), rub(0), rub(100), 1, 1),
        (OCTOBER, rub(100), rub(0), rub(0), rub(100), 1, 1),
    ]
    assert not account.bills.get(month=OCTOBER).rows.exists()


def test_made_again_nothing_changes():
    account = new_account()
    pay(account, 100, now=MIDNIGHT - timedelta(days=3))
    assert (make(account), make(account), make(account, CLOSED + timedelta(days=20))) == (1, 0, 0)
    assert (Bill.objects.count(), BillRow.objects.count()) == (1, 1)


def test_the_first_hour_of_a_month_waits_for_what_is_on_its_way():
    account = new_account()
    pay(account, 100, now=MIDNIGHT - timedelta(days=3))
    assert make(account, CLOSED - timedelta(microseconds=1)) == 0
    assert make(account, CLOSED) == 1


def test_months_are_those_of_the_contract():
    account = new_account()
    account.contract.time_zone = "Asia/Vladivostok"
    account.contract.save()
    pay(account, 100, now=MIDNIGHT - timedelta(hours=8))  # 31 October, 23:00 there
    pay(account, 7, now=MIDNIGHT - timedelta(hours=7))  # 1 November, 00:00 there
    assert make(account, MIDNIGHT - timedelta(hours=6)) == 1
    assert bills_of(account) == [(OCTOBER, rub(0), rub(100), rub(0), rub(100), 0, 1)]


def test_what_is_posted_by_a_late_clock_after_the_bill_stands_in_the_next_month():
    account = new_account()
    pay(account, 100, now=MIDNIGHT - timedelta(days=3))
    make(account)
    late = charge(account, 30, now=MIDNIGHT - timedelta(days=1))
    assert late.posted_at == MIDNIGHT
    assert late.occurred_at == MIDNIGHT - timedelta(days=1)
    make(account, CLOSED + timedelta(days=31))
    assert bills_of(account) == [
        (OCTOBER, rub(0), rub(100), rub(0), rub(100), 0, 1),
        (NOVEMBER, rub(100), rub(0), rub(30), rub(70), 1, 2),
    ]


def test_a_usual_clock_is_left_alone():
    account = new_account()
    pay(account, 100, now=MIDNIGHT - timedelta(days=3))
    make(account)
    assert pay(account, 1, now=CLOSED).posted_at == CLOSED


def test_an_account_without_movements_has_no_bills():
    _owner, line = make_owner("79031234567")
    assert make(account_of(line)) == 0
    assert Account.objects.get().billed_until is None


def test_the_content_account_has_bills_of_its_own():
    _owner, line = make_owner("79031234567")
    content = open_account(contract=line.contract, kind=AccountKind.CONTENT)
    pay(account_of(line), 100, now=MIDNIGHT - timedelta(days=3))
    pay(content, 5, now=MIDNIGHT - timedelta(days=3))
    make_bills(contract_id=line.contract_id, kind=AccountKind.CONTENT, now=CLOSED)
    assert [bill.closing for bill in Bill.objects.all()] == [rub(5)]


def test_a_range_makes_the_bills_of_many_accounts_and_says_where_to_go_on(django_assert_num_queries):
    accounts = [new_account() for _number in range(5)]
    for account in accounts:
        pay(account, 100, now=MIDNIGHT - timedelta(days=3))
    with django_assert_num_queries(5):  # reading; a transaction around the lock and the one statement
        made, after = make_bills_of_range(after=0, limit=4, now=CLOSED)
    assert (made, after) == (4, accounts[3].pk)
    assert make_bills_of_range(after=after, limit=4, now=CLOSED) == (1, None)
    assert make_bills_of_range(after=0, limit=9, now=CLOSED) == (0, None)


def test_the_task_goes_through_all_accounts(time_machine, monkeypatch):
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr("billing.statements.tasks.RANGE", 2)
    for _number in range(3):
        pay(new_account(), 100, now=NOW - timedelta(days=40))
    go_on = []
    monkeypatch.setattr("billing.statements.tasks.wake", lambda name, **arguments: go_on.append((name, arguments)))
    make_all_bills()
    assert Bill.objects.count() == 2
    name, arguments = go_on.pop()
    assert name == make_all_bills.name
    make_all_bills(**arguments)
    assert (Bill.objects.count(), go_on) == (3, [])


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_bill_while_others_post():
    account = new_account()
    pay(account, 100, now=MIDNIGHT - timedelta(days=3))
    start, made = Barrier(4), []

    def run(what) -> None:
        start.wait()
        try:
            what()
        finally:
            connection.close()

    def bill() -> None:
        made.append(make(account))

    def post() -> None:
        charge(account, 1, now=MIDNIGHT - timedelta(days=1))

    threads = [Thread(target=run, args=(what,)) for what in (bill, bill, post, post)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bill_of_october = account.bills.get()
    entries = account.entries.filter(posted_at__lt=MIDNIGHT)
    assert sorted(made) == [0, 1]
    assert bill_of_october.last_seq == entries.count()
    assert bill_of_october.closing == sum(entry.amount for entry in entries)
    assert sum(row.amount for row in bill_of_october.rows.all()) == bill_of_october.closing
