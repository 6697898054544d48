"""What is not kept: who was sent what, long ago."""

from datetime import timedelta

import pytest

from cabinet.sms.models import PartStatus, SmsKind, SmsMessage, SmsPart, SmsReceipt, SmsStatus
from cabinet.sms.services import receipts, tidy
from cabinet.sms.services.outbox import enqueue
from chat.models import NoticeEnd, NoticeState, ReplyNotice, Topic
from chat.services.open_conversation import open_conversation
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

KEPT = timedelta(days=90)
SECOND = timedelta(seconds=1)


def sms(state: SmsStatus, *, finished_at=NOW) -> SmsMessage:
    hour = timedelta(hours=1)
    message = enqueue(msisdn="79031234567", text="Привет", kind=SmsKind.NOTICE, now=NOW, not_after=NOW + hour)
    if state != SmsStatus.QUEUED:
        SmsMessage.objects.filter(pk=message.pk).update(status=state, body=b"", finished_at=finished_at)
    return message


def test_messages_are_forgotten_with_their_parts_days_after_they_ended(monkeypatch):
    monkeypatch.setattr(tidy, "AT_ONCE", 2)
    for state in (SmsStatus.DELIVERED, SmsStatus.FAILED, SmsStatus.EXPIRED, SmsStatus.UNKNOWN):
        SmsPart.objects.create(message=sms(state), seq=1, gateway="g", gateway_id=state)
    sms(SmsStatus.SENT, finished_at=None)  # nobody ever said more
    late = sms(SmsStatus.DELIVERED, finished_at=NOW + 2 * SECOND)
    waiting = sms(SmsStatus.QUEUED)
    assert tidy.forget_messages(now=NOW + KEPT) == 0
    assert tidy.forget_messages(now=NOW + KEPT + SECOND) == 5
    assert set(SmsMessage.objects.all()) == {late, waiting}
    assert not SmsPart.objects.exists()


def test_a_message_that_another_table_must_keep_loses_its_number():
    owner, line = make_owner("79031234567")
    talk = open_conversation(line=line, topic=Topic.objects.all()[0], author=owner, now=NOW)
    over = {"state": NoticeState.ENDED, "end": NoticeEnd.READ, "opened_at": NOW, "due_at": NOW, "ended_at": NOW}
    ReplyNotice.objects.create(conversation=talk, sms=sms(SmsStatus.DELIVERED), **over)
    sms(SmsStatus.DELIVERED)
    assert tidy.forget_messages(now=NOW + KEPT + SECOND) == 2
    assert SmsMessage.objects.get().msisdn == ""
    assert tidy.forget_messages(now=NOW + KEPT + SECOND) == 0


def test_reports_of_nothing_of_ours_are_forgotten_after_three_days():
    receipts.take(gateway="g", gateway_id="foreign", status=PartStatus.DELIVERED, now=NOW)
    tidy.forget_receipts(now=NOW + timedelta(days=3))
    assert SmsReceipt.objects.exists()
    tidy.forget_receipts(now=NOW + timedelta(days=3, seconds=1))
    assert not SmsReceipt.objects.exists()
