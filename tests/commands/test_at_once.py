"""Machines that ask twice at once, and a database that keeps them waiting."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.utils import timezone

from cabinet.accounts.models import BlockReason, Line, LoginCode
from cabinet.accounts.services.line_state import lock, shut
from cabinet.accounts.services.lines import close_line
from cabinet.commands.models import Exchange
from cabinet.requests.models import Request
from cabinet.sms.cipher import seal
from cabinet.sms.models import IncomingSms, SmsMessage
from cabinet.sms.services.handling import handle
from tests.accounts.test_codes_at_once import PATIENCE, waiting_for_a_lock
from tests.commands.machine import post, ussd
from tests.people import make_owner

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "79031234567"
AT_ONCE = 6


def all_wait(count: int) -> None:
    """Until so many stand before a lock."""
    deadline = time.monotonic() + PATIENCE
    while waiting_for_a_lock() < count and time.monotonic() < deadline:
        time.sleep(0.05)
    assert waiting_for_a_lock() == count


def asks(session: str = "s", text: str = "*110*9#", step: int = 1):
    try:
        return ussd(NUMBER, text, session=session, step=step)
    finally:
        connections.close_all()


@pytest.mark.parametrize("step", [1, 2])
def test_of_many_who_ask_the_same_at_once_one_does_it_and_all_hear_the_same(step):
    """The first stands before the line's row, which the test holds, and the others before the session's."""
    line = make_owner(NUMBER)[1]
    for before in range(1, step):
        asks(text="*100#", step=before)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        with transaction.atomic():
            Line.objects.select_for_update().get(pk=line.pk)
            answers = [pool.submit(asks, step=step) for _each in range(AT_ONCE)]
            all_wait(AT_ONCE)
        texts = [answer.result(PATIENCE).json()["text"] for answer in answers]
    assert len(set(texts)) == 1
    assert texts[0].startswith("Временный пароль отправлен")
    assert LoginCode.objects.count() == Exchange.objects.count() == 1


def test_a_database_that_keeps_a_person_waiting_apologises_and_has_done_nothing(settings):
    line = make_owner(NUMBER)[1]
    settings.COMMAND_TIME = 0.3
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        answer = pool.submit(asks).result(PATIENCE)
        assert answer.json()["text"].startswith("Сейчас ответить не получилось. Попробуйте ещё раз")
        assert not Exchange.objects.exists()
    settings.COMMAND_TIME = 30
    assert asks().json()["text"].startswith("Временный пароль отправлен")  # the same step, asked again
    assert LoginCode.objects.count() == 1


def test_a_call_back_that_is_asked_for_many_times_at_once_is_one_request(settings):
    """By one call and by two: the first stands before the line's row, the rest behind it or before their call's."""
    settings.IVR_SPECIALIST_QUEUE = ""
    line = make_owner(NUMBER)[1]

    def asks_back(index: int):
        try:
            return post("/gateway/ivr/", {"call": f"c{index % 2}", "caller": NUMBER, "keys": "00"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        with transaction.atomic():
            Line.objects.select_for_update().get(pk=line.pk)
            answers = [pool.submit(asks_back, index) for index in range(AT_ONCE)]
            all_wait(AT_ONCE)
        texts = {answer.result(PATIENCE).json()["text"] for answer in answers}
    assert len(texts) == Request.objects.count() == 1


@pytest.mark.parametrize("end", ["closed", "lost"])
def test_a_line_that_ends_while_its_caller_asks_back_is_not_called(settings, end):
    settings.IVR_SPECIALIST_QUEUE = ""
    line = make_owner(NUMBER)[1]

    def asks_back():
        try:
            return post("/gateway/ivr/", {"call": "c", "caller": NUMBER, "keys": "00"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            held = lock(line.pk)
            answer = pool.submit(asks_back)
            all_wait(1)
            if end == "closed":
                close_line(line=held, now=timezone.now())
            else:
                shut(held, reason=BlockReason.LOSS, now=timezone.now())
        assert answer.result(PATIENCE).json()["text"].startswith("На этот номер мы перезвонить не сможем.")
    assert not Request.objects.exists()


def test_answers_by_sms_are_counted_exactly_however_many_messages_are_dealt_with_at_once(settings):
    settings.SMS_ANSWERS_PER_NUMBER = "2/hour"
    make_owner(NUMBER)
    now = timezone.now()
    for index in range(AT_ONCE):
        IncomingSms.objects.create(
            gateway="g", source_id=str(index), msisdn=NUMBER, short_number="0611", body=seal("БАЛАНС"), at=now
        )

    def deals(incoming_id: int) -> bool:
        try:
            return handle(incoming_id=incoming_id, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert all(pool.map(deals, IncomingSms.objects.values_list("pk", flat=True)))
    assert SmsMessage.objects.count() == 2
    assert sorted(IncomingSms.objects.values_list("outcome", flat=True)) == ["billing.balance"] * 2 + ["too many"] * 4
