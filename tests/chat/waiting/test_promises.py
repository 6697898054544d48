"""A promise that is not kept is said, once, with another time; never silence (C4)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cabinet.core.models import Alarm
from cabinet.sms.models import SmsMessage
from chat.models import Conversation, Event, EventKind, Wait
from chat.services.presence import keep_open
from chat.services.reply import reply
from chat.waiting.promises import sweep
from tests.people import NOW

LATE = NOW + timedelta(minutes=15)
MUCH_LATER = LATE + timedelta(hours=1)


@pytest.fixture
def waits(ask, conversation) -> Conversation:
    ask()
    conversation.refresh_from_db()
    return conversation


def told(conversation) -> list[dict]:
    return [event.data for event in Event.objects.filter(conversation=conversation, kind=EventKind.TOLD)]


def test_before_its_time_nothing_is_said(waits):
    assert sweep(LATE - timedelta(seconds=1)) == 0
    assert told(waits) == []


def test_who_got_no_answer_in_time_is_told_once_in_the_thread_and_by_sms(waits):
    assert [sweep(LATE), sweep(LATE + timedelta(seconds=1))] == [1, 0]
    assert told(waits) == [{"what": "not_in_time", "until": MUCH_LATER.isoformat()}]
    wait = Wait.objects.get()
    assert (wait.broken_at, wait.promised_again) == (LATE, MUCH_LATER)
    assert SmsMessage.objects.filter(dedup_key__startswith=f"chat-not-in-time:{wait.pk}").count() == 1


def test_who_has_the_page_open_gets_no_sms(waits):
    keep_open(conversations=[waits.pk], now=LATE)
    sweep(LATE)
    assert len(told(waits)) == 1
    assert not SmsMessage.objects.filter(dedup_key__startswith="chat-not-in-time").exists()


def test_who_was_answered_is_told_nothing(waits, specialist):
    reply(conversation=waits, specialist=specialist, client_id=uuid4(), text="Да", now=LATE)
    assert sweep(MUCH_LATER) == 0
    assert told(waits) == []


def test_a_promise_broken_twice_alarms_once(waits):
    sweep(LATE)
    assert sweep(MUCH_LATER - timedelta(seconds=1)) == 0
    assert [sweep(MUCH_LATER), sweep(MUCH_LATER)] == [1, 0]
    assert Alarm.objects.get(name="chat.promise").scope == str(waits.pk)


def test_the_next_question_begins_another_promise(waits, ask, specialist):
    sweep(LATE)
    reply(conversation=waits, specialist=specialist, client_id=uuid4(), text="Да", now=MUCH_LATER)
    ask("Ещё вопрос", now=MUCH_LATER)
    waits.refresh_from_db()
    assert waits.promised_until == MUCH_LATER + timedelta(minutes=15)
    assert Wait.objects.filter(ended_at=None).count() == 1


def test_the_thread_says_it_in_the_contracts_time(client, waits, owner):
    sweep(LATE)
    client.force_login(owner)
    page = client.get(f"/chat/{waits.public_id}/?line={waits.line.public_id}").content.decode()
    assert "Не успели ответить вовремя, извините" in page
