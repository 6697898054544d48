"""Many at once: eight real threads, few accounts."""

import threading
from collections.abc import Callable
from random import Random

import pytest
from django.db import connection, transaction

from billing.models import Account, Entry
from billing.services.audit import audit
from billing.services.ledger import InsufficientFunds, NotReversible, ReferenceReused, open_account, post_many
from tests.billing.money import balance, charge, new_account, pay, reverse, row, rub
from tests.people import NOW, make_contract

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def together(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """What `work(number)` returns, or raises, in each of so many threads that start at once."""
    barrier, results = threading.Barrier(threads), [None] * threads

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return results


def refuse_errors(results: list[object]) -> None:
    for result in results:
        if isinstance(result, Exception):
            raise result


def test_threads_that_collide_lose_nothing_and_double_nothing():
    accounts = [new_account() for _ in range(3)]

    def work(number: int) -> int:
        random = Random(number)
        posted = 0
        for turn in range(40):
            batch = [
                row(random.choice(accounts), 1 + random.randrange(3), f"{number}:{turn}:{place}") for place in range(3)
            ]
            # The same events come to every thread, each in an order of its own.
            batch += [row(account, 7, f"shared:{(turn * (number + 1)) % 40}") for account in accounts]
            random.shuffle(batch)
            posted += len(post_many(batch, now=NOW))
        return posted

    results = together(work)
    refuse_errors(results)
    assert list(audit()) == []
    assert Entry.objects.filter(reference__startswith="shared").count() == len(
        {(turn * (number + 1)) % 40 for turn in range(40) for number in range(THREADS)}
    ) * len(accounts)
    assert Entry.objects.exclude(reference__startswith="shared").count() == THREADS * 40 * 3


def test_one_event_that_arrives_everywhere_at_once_is_posted_once():
    account = new_account()
    for turn in range(20):
        entries = together(lambda number, turn=turn: pay(account, 10, reference=f"payment:{turn}"))
        refuse_errors(entries)
        assert len({entry.pk for entry in entries}) == 1
    assert balance(account) == rub(200)


def test_of_two_sums_for_one_reference_one_is_refused():
    account = new_account()
    results = together(lambda number: pay(account, 10 + number % 2, reference="payment"))
    refused = [result for result in results if isinstance(result, ReferenceReused)]
    assert len(refused) == THREADS // 2
    assert balance(account) in (rub(10), rub(11))


def test_the_last_money_is_spent_once():
    account = new_account(100)
    results = together(lambda number: charge(account, 30, reference=f"fee:{number}"))
    assert sum(isinstance(result, InsufficientFunds) for result in results) == THREADS - 3
    assert balance(account) == rub(10)
    assert list(audit()) == []


def test_of_two_reversals_of_one_entry_one_is_refused():
    account = new_account(100)
    for _turn in range(10):
        fee = charge(account, 30)
        results = together(lambda number, fee=fee: reverse(fee, 30, reference=f"undo:{fee.pk}:{number}"), threads=2)
        assert {type(result) for result in results} == {Entry, NotReversible}
        assert balance(account) == rub(100)
    assert list(audit()) == []


def test_opposite_transfers_do_not_wait_for_each_other_for_ever():
    one, other = new_account(10_000), new_account(10_000)

    def work(number: int) -> None:
        giver, taker = (one, other) if number % 2 else (other, one)
        for turn in range(40):
            name = f"transfer:{number}:{turn}"
            post_many([row(giver, -1, name), row(taker, 1, name)], now=NOW)

    refuse_errors(together(work))
    assert (balance(one), balance(other)) == (rub(10_000), rub(10_000))
    assert list(audit()) == []


def test_who_holds_a_row_that_points_to_the_account_can_still_post():
    account = new_account()
    both_hold = threading.Barrier(2)

    def work(number: int) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:  # what a foreign key to the account does
                cursor.execute("SELECT 1 FROM billing_account WHERE id = %s FOR KEY SHARE", [account.pk])
            both_hold.wait()
            pay(account, 1, reference=f"payment:{number}")

    refuse_errors(together(work, threads=2))
    assert balance(account) == rub(2)


def test_an_account_is_opened_once_by_all_at_once():
    contract = make_contract("79031234567")
    accounts = together(lambda number: open_account(contract=contract))
    refuse_errors(accounts)
    assert len({account.pk for account in accounts}) == Account.objects.count() == 1
