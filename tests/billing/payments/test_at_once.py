"""Two at the same moment: buttons, notices, sweeps, and returns."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from billing.models import Entry, PayerReturn, Payment, SandboxOrder, SandboxReturn, SavedMethod
from billing.payments.services import ask as asking
from billing.payments.services.auto import run_due, set_up
from billing.payments.services.returns import return_to_payer
from billing.payments.services.returns import sweep as send_returns
from cabinet.accounts.models import User
from cabinet.sms.models import SmsMessage
from tests.billing.money import rub
from tests.billing.payments.paying import asked, balance, fresh, paid_with_card_kept, pay, start
from tests.people import NOW

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6
PATIENCE = 60  # seconds
KEY = "0c1b7a7e-0000-4000-8000-000000000001"


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def all_behind(table: str, waiters: int) -> Iterator[None]:
    """Holds `table` against writers until so many stand before it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield
        deadline = time.monotonic() + PATIENCE
        while waiting_for_a_lock() < waiters and time.monotonic() < deadline:
            time.sleep(0.01)


def in_threads(table: str, do: Callable[[], object], *, waiters: int = AT_ONCE) -> list[object]:
    def run() -> object:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        with all_behind(table, waiters):
            running = [pool.submit(run) for _thread in range(AT_ONCE)]
        return [each.result(PATIENCE) for each in running]


def test_a_button_pressed_many_times_at_once_is_one_payment_and_one_order(line):
    payments = in_threads("billing_payment", lambda: start(line, form_key=KEY), waiters=1)
    assert len({payment.pk for payment in payments}) == 1
    assert (Payment.objects.count(), SandboxOrder.objects.count()) == (1, 1)


def test_many_who_learn_of_the_same_yes_at_once_credit_it_once(line):
    payment = start(line, saves=True)
    pay(payment)
    answers = in_threads("billing_entry", lambda: asked(payment).status, waiters=1)
    assert answers == ["succeeded"] * AT_ONCE
    assert (Entry.objects.count(), balance(line)) == (1, 300)
    assert (SmsMessage.objects.count(), SavedMethod.objects.count()) == (1, 1)


def test_sweeps_of_several_dispatchers_ask_about_a_payment_once(line):
    payment = start(line)
    Payment.objects.update(next_check_at=NOW)
    asked_about = in_threads("billing_payment", lambda: asking.sweep(NOW))
    assert sorted(asked_about) == [0] * (AT_ONCE - 1) + [1]
    assert fresh(payment).checks == 1


def test_several_dispatchers_charge_a_card_once(line):
    paid_with_card_kept(line)
    owner = User.objects.get(pk=line.contract.owner_id)
    set_up(user=owner, line=line, card=SavedMethod.objects.get(), amount=rub(300), threshold=rub(100), now=NOW)
    begun = in_threads("billing_payment", lambda: run_due(NOW), waiters=1)
    assert sorted(begun) == [0] * (AT_ONCE - 1) + [1]
    assert balance(line) == 310


def test_no_more_goes_back_than_was_paid_whoever_asks_at_once(line):
    payment = start(line)
    pay(payment)
    asked(payment)
    keys = iter(range(AT_ONCE))

    def give_back() -> bool:
        try:
            return_to_payer(payment=payment, amount=rub(200), key=f"claim:{next(keys)}", now=NOW)
        except Exception:
            return False
        return True

    assert sorted(in_threads("billing_payerreturn", give_back, waiters=1)) == [False] * (AT_ONCE - 1) + [True]
    in_threads("billing_payerreturn", lambda: send_returns(NOW), waiters=1)
    assert SandboxReturn.objects.get().amount == 200
    assert PayerReturn.objects.get().status == "done"
