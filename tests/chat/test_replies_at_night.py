"""The SMS of a reply wakes nobody, unless the person asked just now (N1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from cabinet.accounts.models import Contract, User
from cabinet.sms.models import DeviceMessage, SmsMessage, SmsStatus
from cabinet.sms.services.dispatch import dispatch
from chat.models import Conversation
from chat.services.accept import Said
from chat.services.read import read_by_subscriber
from chat.services.reply_notices import sweep

Write = Callable[..., Said]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nights")]

NIGHT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # 23:00 in Moscow
MORNING = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def told(now: datetime) -> SmsMessage:
    sweep(now + timedelta(seconds=settings.CHAT_SMS_DELAY))
    return SmsMessage.objects.get()


def leaves_at(moment: datetime) -> bool:
    with time_machine.travel(moment, tick=False):
        dispatch(moment)
    return DeviceMessage.objects.exists()


def test_a_reply_to_an_old_question_waits_for_the_morning(ask: Write, answer: Write) -> None:
    ask(now=NIGHT - 31 * MINUTE)
    answer(now=NIGHT)
    sms = told(NIGHT)

    assert sms.next_attempt_at == MORNING
    assert sms.not_after == MORNING + timedelta(seconds=settings.SMS_TTL)
    assert not leaves_at(NIGHT + timedelta(hours=1))
    assert leaves_at(MORNING)


def test_a_short_life_of_notices_does_not_end_before_the_morning(ask: Write, answer: Write, settings) -> None:
    settings.SMS_TTL = 600
    ask(now=NIGHT - 31 * MINUTE)
    answer(now=NIGHT)
    told(NIGHT)

    assert leaves_at(MORNING)


def test_a_reply_to_who_asked_just_now_is_told_at_once(ask: Write, answer: Write) -> None:
    ask(now=NIGHT - 30 * MINUTE)
    answer(now=NIGHT)
    sms = told(NIGHT)

    assert sms.next_attempt_at is None
    assert leaves_at(NIGHT + MINUTE)


def test_it_is_the_persons_own_last_message_that_counts(ask: Write, answer: Write) -> None:
    """What the specialist wrote in between makes nobody awake."""
    ask(now=NIGHT - timedelta(hours=3))
    answer("раз", now=NIGHT - timedelta(hours=2))
    ask("Жду", now=NIGHT - 10 * MINUTE)
    answer("два", now=NIGHT)

    assert told(NIGHT).next_attempt_at is None


def test_a_specialist_who_writes_first_wakes_nobody(answer: Write) -> None:
    answer(now=NIGHT)

    assert told(NIGHT).next_attempt_at == MORNING


def test_by_day_nothing_waits(ask: Write, answer: Write) -> None:
    day = NIGHT.replace(hour=9)
    ask(now=day - timedelta(hours=5))
    answer(now=day)

    assert told(day).next_attempt_at is None


def test_the_night_is_that_of_the_contract(ask: Write, answer: Write) -> None:
    """Midnight in Moscow is the morning in Kamchatka."""
    Contract.objects.update(time_zone="Asia/Kamchatka")
    ask(now=NIGHT - timedelta(hours=2))
    answer(now=NIGHT + timedelta(hours=1))

    assert told(NIGHT + timedelta(hours=1)).next_attempt_at is None


def test_what_was_read_in_the_night_is_not_told_of_in_the_morning(
    ask: Write, answer: Write, conversation: Conversation, owner: User
) -> None:
    ask(now=NIGHT - timedelta(hours=2))
    said = answer(now=NIGHT)
    sms = told(NIGHT)
    read_by_subscriber(conversation=conversation, reader=owner, seq=said.seq, now=NIGHT + timedelta(hours=4))

    sms.refresh_from_db()
    assert (sms.status, bytes(sms.body)) == (SmsStatus.EXPIRED, b"")
    assert not leaves_at(MORNING)
