"""Senders of SMS that died or slept: what they held is not sent twice, nor lost."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from cabinet.sms.models import SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services import dispatch
from tests.people import NOW
from tests.sms.scripted import promise, status, sweep


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


pytestmark = pytest.mark.django_db


def test_a_sender_that_died_loses_its_lease(gateway, at_now, settings):
    scripted = gateway(deduplicates=True)
    message = promise()
    lease = NOW + timedelta(seconds=settings.SMS_LEASE)
    held = {"status": SmsStatus.SENDING, "claim": uuid.uuid4(), "lease_until": lease, "gateway": "scripted"}
    SmsMessage.objects.update(**held)
    sweep()
    assert scripted.given == []
    at_now.move_to(lease)
    sweep()
    assert status(message) == SmsStatus.SENT


def test_a_code_whose_sender_died_is_not_sent_again_even_where_it_would_be_recognised(gateway, at_now, settings):
    scripted = gateway(deduplicates=True)
    code = promise(SmsKind.CODE)
    lease = NOW + timedelta(seconds=settings.SMS_LEASE)
    held = {"status": SmsStatus.SENDING, "claim": uuid.uuid4(), "lease_until": lease, "gateway": "scripted"}
    SmsMessage.objects.update(**held)
    at_now.move_to(lease)
    sweep()
    assert (scripted.given, status(code), bytes(SmsMessage.objects.get().body)) == ([], SmsStatus.UNKNOWN, b"")


def test_a_sender_that_wakes_up_too_late_changes_nothing(gateway, at_now):
    """Its lease lapsed and another sent the message: its own report no longer counts."""
    message = promise()
    scripted = gateway()
    slow_send = scripted.send

    def send(outgoing):
        outcome = slow_send(outgoing)
        SmsMessage.objects.filter(pk=message.pk).update(claim=uuid.uuid4())  # somebody else holds it now
        return outcome

    scripted.send = send
    dispatch.send(sms_id=message.pk)
    assert status(message) == SmsStatus.SENDING
