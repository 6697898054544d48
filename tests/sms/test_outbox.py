"""The promise of an SMS: sent once, in time, or not at all."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connections, transaction

from cabinet.sms.gateways.base import Accepted, Refused, Unknown
from cabinet.sms.models import DeviceMessage, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services import dispatch
from tests.accounts.test_codes import in_threads
from tests.people import NOW
from tests.sms.scripted import MSISDN, promise, status, sweep


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


pytestmark = pytest.mark.django_db


def test_what_is_promised_comes_to_the_telephone_and_its_text_is_wiped():
    message = promise()
    sweep()
    assert DeviceMessage.objects.get().text == "Привет"
    sent = SmsMessage.objects.get()
    assert (sent.pk, sent.status, bytes(sent.body)) == (message.pk, SmsStatus.DELIVERED, b"")


def test_nothing_is_promised_when_the_transaction_fails():
    with transaction.atomic():
        promise()
        transaction.set_rollback(True)
    assert not SmsMessage.objects.exists()


def test_the_same_key_promises_once():
    assert promise(dedup_key="notice:1") == promise(dedup_key="notice:1", text="другой")
    sweep()
    assert DeviceMessage.objects.count() == 1


def test_codes_go_before_what_waited_longer(gateway):
    scripted = gateway()
    for _index in range(5):
        promise()
    promise(SmsKind.CODE)
    sweep()
    assert scripted.given[0].kind == SmsKind.CODE
    assert len(scripted.given) == 6


def test_a_late_message_is_not_sent(gateway, at_now):
    scripted = gateway()
    message = promise(SmsKind.CODE)
    at_now.shift(timedelta(minutes=10))
    assert dispatch.send(sms_id=message.pk) is False
    sweep()
    assert scripted.given == []
    assert status(message) == SmsStatus.EXPIRED
    assert bytes(SmsMessage.objects.get().body) == b""


def test_a_sent_message_is_not_sent_again(gateway):
    scripted = gateway()
    message = promise()
    assert dispatch.send(sms_id=message.pk)
    assert not dispatch.send(sms_id=message.pk)
    sweep()
    assert len(scripted.given) == 1


def test_a_refusal_for_now_is_tried_again_after_a_pause(gateway, at_now):
    scripted = gateway(Refused("busy", permanent=False))
    message = promise()
    sweep()
    sweep()
    assert (len(scripted.given), status(message)) == (1, SmsStatus.QUEUED)
    at_now.shift(timedelta(seconds=2))
    sweep()
    assert (len(scripted.given), status(message)) == (2, SmsStatus.SENT)


def test_a_code_waits_no_longer_than_somebody_would_for_it(gateway, at_now):
    """Whatever the gateway asks for, and however often it has refused."""
    scripted = gateway(*[Refused("busy", permanent=False, after=300)] * 6)
    code = promise(SmsKind.CODE)
    for _attempt in range(7):
        sweep()
        at_now.shift(timedelta(seconds=5))
    assert (len(scripted.given), status(code)) == (7, SmsStatus.SENT)


def test_a_refusal_for_ever_is_final(gateway, at_now):
    scripted = gateway(Refused("no such number", permanent=True))
    message = promise()
    sweep()
    at_now.shift(timedelta(minutes=1))
    sweep()
    assert (len(scripted.given), status(message)) == (1, SmsStatus.FAILED)
    assert SmsMessage.objects.get().error == "no such number"


@pytest.mark.parametrize("outcome", [Unknown("cut"), OSError("cut")])
def test_an_unknown_fate_is_not_repeated_blindly(gateway, outcome):
    scripted = gateway(outcome)
    notice = promise()
    sweep()
    sweep()
    assert (len(scripted.given), status(notice)) == (1, SmsStatus.UNKNOWN)


def test_an_unknown_fate_is_repeated_after_a_pause_where_the_gateway_recognises_it(gateway, at_now):
    scripted = gateway(Unknown("cut"), Unknown("cut"), deduplicates=True)
    notice = promise()
    for _second in range(3):
        sweep()
    assert len(scripted.given) == 1
    at_now.shift(timedelta(seconds=2))
    sweep()
    at_now.shift(timedelta(seconds=2))
    sweep()
    assert len(scripted.given) == 2  # the second pause is longer
    at_now.shift(timedelta(seconds=5))
    sweep()
    assert status(notice) == SmsStatus.SENT
    assert {given.public_id for given in scripted.given} == {notice.public_id}


def test_a_code_promised_in_the_middle_of_a_sweep_goes_next(gateway):
    scripted = gateway()
    plain_send = scripted.send

    def send(message):
        if len(scripted.given) == 1:
            promise(SmsKind.CODE)
        return plain_send(message)

    scripted.send = send
    for _index in range(5):
        promise()
    sweep()
    assert [given.kind for given in scripted.given].index(SmsKind.CODE) == 2


def test_a_slow_gateway_does_not_hold_up_what_else_the_dispatcher_does(gateway, monkeypatch):
    scripted = gateway()
    monkeypatch.setattr(dispatch, "PATIENCE", -1.0)
    for kind in (SmsKind.NOTICE, SmsKind.NOTICE, SmsKind.CODE):
        promise(kind)
    for count in (1, 2, 3):
        sweep()
        assert len(scripted.given) == count
    assert scripted.given[0].kind == SmsKind.CODE


def test_what_a_gateway_says_at_length_does_not_stop_those_behind(gateway):
    scripted = gateway(Accepted(("g" * 500,)), Refused("r" * 500, permanent=True))
    for _index in range(3):
        promise()
    sweep()
    assert len(scripted.given) == 3
    assert SmsMessage.objects.filter(status=SmsStatus.QUEUED).count() == 0


def test_neither_a_code_nor_a_number_reaches_the_log(gateway, caplog):
    gateway(OSError(f"GET /send?to={MSISDN}&text=Код 123456"))
    promise(SmsKind.CODE, text="Код 123456")
    sweep()
    assert "OSError" in caplog.text
    assert MSISDN not in caplog.text
    assert "123456" not in caplog.text


@pytest.mark.parametrize("deduplicates", [True, False])
def test_a_code_of_unknown_fate_is_never_sent_again(gateway, deduplicates):
    scripted = gateway(Unknown("cut"), deduplicates=deduplicates)
    code = promise(SmsKind.CODE)
    sweep()
    sweep()
    assert (len(scripted.given), status(code)) == (1, SmsStatus.UNKNOWN)
    assert bytes(SmsMessage.objects.get().body) == b""


def test_a_lost_key_fails_the_message_instead_of_sending_rubbish(gateway, settings):
    scripted = gateway()
    message = promise()
    settings.SECRET_KEY = "another-key-" + "0123456789abcdefghij" * 3
    sweep()
    assert scripted.given == []
    assert status(message) == SmsStatus.FAILED


def test_a_rotated_key_still_reads(settings):
    promise()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "0123456789abcdefghij" * 3
    sweep()
    assert DeviceMessage.objects.get().text == "Привет"


@pytest.mark.django_db(transaction=True)
def test_eight_senders_at_once_send_one_sms(gateway):
    scripted = gateway()
    message = promise()
    assert in_threads(lambda _index: dispatch.send(sms_id=message.pk), 8).count(True) == 1
    assert len(scripted.given) == 1
    connections.close_all()


def test_a_message_cannot_leave_with_its_text_kept():
    from django.db import IntegrityError

    promise()
    with pytest.raises(IntegrityError), transaction.atomic():
        SmsMessage.objects.update(status=SmsStatus.SENT)
