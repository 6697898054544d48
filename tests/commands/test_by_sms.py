"""Commands by SMS: done once, answered by SMS, and never so that two machines talk for ever (N4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.accounts.models import BlockReason, LineStatus, LoginCode, SecurityEvent
from cabinet.accounts.services.lines import close_line
from cabinet.sms.cipher import unseal
from cabinet.sms.models import IncomingSms, SmsKind, SmsMessage
from cabinet.sms.services.handling import handle_due
from cabinet.sms.services.incoming import take
from tests.billing.money import account_of, pay
from tests.people import add_line, make_contract, make_owner

pytestmark = pytest.mark.django_db

NUMBER, STRANGER = "79031234567", "79990000000"
_ids = iter(range(10**6))


@pytest.fixture
def line():
    line = make_owner(NUMBER)[1]
    pay(account_of(line), "123.40")
    return line


@pytest.fixture(autouse=True)
def nobody_floods(settings):
    settings.INCOMING_PER_NUMBER = "1000/minute"


def send(text: str, msisdn: str = NUMBER, *, source: str = "", at=None, now=None) -> IncomingSms:
    at = at or timezone.now()
    source = source or f"sms-{next(_ids)}"
    message = take(gateway="simulator", source_id=source, msisdn=msisdn, short_number="0611", text=text, now=at)
    handle_due(now or at)
    message.refresh_from_db()
    return message


def answers() -> list[str]:
    sent = SmsMessage.objects.filter(kind=SmsKind.NOTICE).order_by("pk")
    return [unseal(bytes(message.body)) for message in sent]


@pytest.mark.parametrize("text", ["БАЛАНС", "баланс", "*102#", "balance"])
def test_the_balance_is_answered_by_sms(line, text):
    message = send(text)
    (answer,) = answers()
    assert answer.startswith("Баланс: 123,40 руб. на ")
    assert message.outcome == "billing.balance"
    assert SecurityEvent.objects.get(kind="balance_told").channel == "sms"
    sent = SmsMessage.objects.get()
    assert (sent.msisdn, sent.line_public_id) == (NUMBER, line.public_id)


def test_the_same_message_again_is_answered_once(line):
    for _again in range(2):
        send("БАЛАНС", source="one")
    assert len(answers()) == 1


def test_the_temporary_password_is_its_own_answer(line):
    assert send("ПАРОЛЬ").outcome == "accounts.password"
    assert SmsMessage.objects.get().kind == SmsKind.CODE
    assert SecurityEvent.objects.get(kind="password_given").channel == "sms"
    send("пароль")
    assert answers() == ["Код уже отправлен. Новый можно получить немного позже."]
    assert LoginCode.objects.count() == 1


def test_what_is_no_command_is_answered_by_the_list_once_and_then_silence(line):
    assert send("Привет").outcome == "unknown"
    assert answers()[0].startswith("Такой команды нет. Можно набрать:\n*102# баланс")
    assert send("Алло?").outcome == "unknown, silent"
    assert len(answers()) == 1
    send("БАЛАНС")
    assert len(answers()) == 2
    tomorrow = timezone.now() + timedelta(hours=25)
    assert send("Привет", at=tomorrow).outcome == "unknown"
    assert len(answers()) == 3


@pytest.mark.parametrize("sender", ["0611", "7878", "74951234567", "1"])
def test_a_machine_is_never_answered(line, sender):
    assert send("БАЛАНС", msisdn=sender).outcome == "no telephone"
    assert not SmsMessage.objects.exists()


def test_so_many_answers_an_hour_and_no_more_whatever_is_asked(line, settings):
    settings.SMS_ANSWERS_PER_NUMBER = "3/hour"
    assert [send("БАЛАНС").outcome for _each in range(5)] == ["billing.balance"] * 3 + ["too many"] * 2
    assert len(answers()) == SecurityEvent.objects.filter(kind="balance_told").count() == 3
    later = timezone.now() + timedelta(hours=1, minutes=1)
    assert send("БАЛАНС", at=later).outcome == "billing.balance"


def test_a_lost_telephone_is_told_so_once_and_nothing_is_done(line):
    line.status, line.block_reason, line.blocked_at = LineStatus.BLOCKED, BlockReason.LOSS, timezone.now()
    line.save()
    assert [send(text).outcome for text in ("БАЛАНС", "ПАРОЛЬ")] == ["lost", "lost, silent"]
    assert answers()[0].startswith("Номер заблокирован как потерянный")
    assert not LoginCode.objects.exists()


def test_a_number_that_nobody_has_is_told_so_once():
    assert [send("БАЛАНС", STRANGER).outcome for _each in range(2)] == ["not_served", "not_served, silent"]
    assert answers() == ["Для этого номера команды недоступны. Поддержка: 0611"]


def test_what_an_earlier_holder_sent_is_not_done_for_the_next_one(line):
    sent_at = timezone.now()
    take(gateway="simulator", source_id="1", msisdn=NUMBER, short_number="0611", text="БАЛАНС", now=sent_at)
    close_line(line=line, now=sent_at)
    add_line(make_contract("79160000001"), NUMBER)
    handle_due(sent_at + timedelta(seconds=1))
    assert not SecurityEvent.objects.filter(kind="balance_told").exists()


def test_what_waited_for_an_hour_is_not_done(line):
    sent_at = timezone.now()
    assert send("ПАРОЛЬ", at=sent_at, now=sent_at + timedelta(minutes=61)).outcome == "late"
    assert not SmsMessage.objects.exists()
