"""Many ask for a code of one number at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction

from cabinet.accounts.models import CodePurpose, LoginCode, NumberLimit
from cabinet.accounts.services.codes import CodeSpent, CodeTooSoon, WrongCode, check_code
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import KNOWN, ask
from tests.people import NOW, make_contract

AT_ONCE = 8
PATIENCE = 60  # seconds


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def guess() -> str:
    """What becomes of a wrong code."""
    try:
        check_code(msisdn=KNOWN, purpose=CodePurpose.SIGN_IN, typed="no code", now=NOW + timedelta(seconds=60))
    except (CodeSpent, WrongCode, OperationalError) as error:
        return type(error).__name__
    finally:
        connections.close_all()
    return ""


def request(_index: int) -> bool:
    try:
        ask(now=NOW + timedelta(seconds=60))
    except CodeTooSoon:
        return False
    finally:
        connections.close_all()
    return True


@pytest.mark.django_db(transaction=True)
def test_when_the_pause_is_just_over_eight_requests_at_once_send_one_code():
    """All eight stand before the number's row while the test holds it, so that none is merely earlier."""
    make_contract(KNOWN)
    ask()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        with transaction.atomic():
            NumberLimit.objects.select_for_update().get(msisdn=KNOWN)
            answers = [pool.submit(request, index) for index in range(AT_ONCE)]
            deadline = time.monotonic() + PATIENCE
            while waiting_for_a_lock() < AT_ONCE and time.monotonic() < deadline:
                time.sleep(0.05)
            assert waiting_for_a_lock() == AT_ONCE
        sent = [answer.result(PATIENCE) for answer in answers]
    assert sent.count(True) == 1
    assert SmsMessage.objects.count() == 2  # the first, before the pause, and one of the eight
    assert len(NumberLimit.objects.get().sent_at) == 2
    assert LoginCode.objects.filter(used_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asks_first", [True, False])
def test_who_asks_for_another_code_and_who_types_the_last_one_never_wait_for_each_other(asks_first):
    """Both need the number's limit and the code: in two orders of locks one would be thrown out as deadlocked."""
    make_contract(KNOWN)
    ask()
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            NumberLimit.objects.select_for_update().get(msisdn=KNOWN)
            calls = [lambda: request(0), guess] if asks_first else [guess, lambda: request(0)]
            answers = []
            for count, call in enumerate(calls, start=1):
                answers.append(pool.submit(call))
                deadline = time.monotonic() + PATIENCE
                while waiting_for_a_lock() < count and time.monotonic() < deadline:
                    time.sleep(0.02)
        done = [answer.result(PATIENCE) for answer in answers]
    assert done == ([True, "CodeSpent"] if asks_first else ["WrongCode", True])
