"""Whose a message is, and until when it may be anybody's."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from cabinet.sms.models import SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.claims import claim_many, claim_one
from cabinet.sms.services.forget import forget_number
from cabinet.sms.services.hand_over import hand_over
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.services.record import NotSent
from cabinet.sms.services.settle import settle
from tests.people import NOW
from tests.sms.resident import Resident

pytestmark = pytest.mark.django_db

TEN_MINUTES = timedelta(minutes=10)


def promise(kind: SmsKind = SmsKind.CODE) -> SmsMessage:
    return enqueue(msisdn="79031234567", text="Привет", kind=kind, now=NOW, not_after=NOW + TEN_MINUTES)


def test_what_becomes_late_after_its_claim_is_not_given_to_the_gateway():
    gateway = Resident()
    claimed = claim_one(promise().pk, claim=uuid.uuid4(), gateway=gateway.name, now=NOW)
    with time_machine.travel(NOW + TEN_MINUTES, tick=False):
        assert hand_over(claimed, gateway).outcome == NotSent("too late")
    assert gateway.given == []


@pytest.mark.parametrize("kind", [SmsKind.CODE, SmsKind.NOTICE])
def test_what_is_late_is_not_claimed_even_before_anybody_has_called_it_expired(kind):
    message, claim, room = promise(kind), uuid.uuid4(), dict.fromkeys(SmsKind, 9)
    late = {"claim": claim, "gateway": "g", "now": NOW + TEN_MINUTES}
    assert claim_many(room=room, **late) == []
    assert claim_one(message.pk, **late) is None


def test_of_each_kind_those_that_waited_longest_are_claimed_first():
    first, second, third = (promise(SmsKind.NOTICE) for _message in range(3))
    room = {SmsKind.CODE: 2, SmsKind.NOTICE: 2, SmsKind.BULK: 1}
    claimed = claim_many(room=room, claim=uuid.uuid4(), gateway="g", now=NOW)
    assert [message.pk for message in claimed] == [first.pk, second.pk]
    assert SmsMessage.objects.get(status="queued") == third


def test_what_was_on_its_way_to_a_number_that_closed_is_not_sent_a_second_time():
    """Its sender died; where the gateway recognises messages, it would be tried again, and reach the next holder."""
    gateway = Resident()
    gateway.deduplicates = True
    line, claim = uuid.uuid4(), uuid.uuid4()
    claimed = claim_one(promise(SmsKind.NOTICE).pk, claim=claim, gateway=gateway.name, now=NOW)
    forget_number(msisdn=claimed.msisdn, line_public_id=line, now=NOW)
    settle(claimed.lease_until, gateway=gateway)
    ended = SmsMessage.objects.get()
    assert (ended.status, bytes(ended.body)) == (SmsStatus.UNKNOWN, b"")
