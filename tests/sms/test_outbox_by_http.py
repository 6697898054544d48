"""What the outbox makes of the HTTP gateway: it waits as asked, and repeats only what is recognised."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cabinet.sms.gateways.http.gateway import HttpGateway
from cabinet.sms.models import PartStatus, SmsKind, SmsMessage, SmsPart, SmsStatus
from cabinet.sms.services import dispatch, receipts
from cabinet.sms.services.outbox import enqueue
from tests.sms.played_gateway import (
    accept,
    answer,
    cut_after_reading,
    silent,
)

SECRET = "a1b2c3d4" * 5


@pytest.fixture(autouse=True)
def configured(settings):
    settings.SMS_GATEWAY = "http"
    settings.GATEWAY_SECRETS = {"sms": [SECRET, "the one before " * 3]}
    settings.SMS_HTTP_TIMEOUT = 0.5
    settings.PUBLIC_URL = "https://portal.example"


@pytest.fixture
def outbox(http, monkeypatch):
    """The dispatcher gives what is promised to this gateway."""
    monkeypatch.setattr(dispatch, "gateway", lambda: http)
    return http


def promise(kind=SmsKind.NOTICE) -> SmsMessage:
    now = timezone.now()
    return enqueue(msisdn="79031234567", text="Привет", kind=kind, now=now, not_after=now + timedelta(minutes=5))


@pytest.mark.django_db
def test_a_code_waits_behind_one_silent_notice_at_most(outbox, played):
    """The dispatcher is one thread: the code is promised while the first notice hangs."""
    notices = [promise() for _index in range(4)]
    played.will(silent(3))
    plain_post = outbox._wire.post

    def post(question):
        answer = plain_post(question)
        if len(played.asked) == 1:
            promise(SmsKind.CODE)
        return answer

    outbox._wire.post = post
    dispatch.dispatch(timezone.now())
    assert [asked.json["kind"] for asked in played.asked] == ["notice", "code"]
    waiting = SmsMessage.objects.filter(status=SmsStatus.QUEUED)
    assert {message.pk for message in waiting} == {message.pk for message in notices[1:]}


@pytest.mark.django_db
def test_what_the_outbox_sends_is_found_by_its_receipt(outbox, played):
    played.will(accept("a-1", "a-2"))
    message = promise()
    dispatch.dispatch(timezone.now())
    assert list(SmsPart.objects.values_list("gateway", "gateway_id")) == [("http", "a-1"), ("http", "a-2")]
    for name in ("a-1", "a-2"):
        receipts.take(gateway="http", gateway_id=name, status=PartStatus.DELIVERED, now=timezone.now())
    message.refresh_from_db()
    assert message.status == SmsStatus.DELIVERED


@pytest.mark.django_db
def test_the_outbox_waits_as_long_as_it_is_asked_to(outbox, played):
    played.will(answer(429, Retry_After="60"))
    message = promise()
    dispatch.dispatch(timezone.now())
    message.refresh_from_db()
    assert message.status == SmsStatus.QUEUED
    assert message.next_attempt_at > timezone.now() + timedelta(seconds=50)
    assert len(played.asked) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("promised", "times"), [(False, 1), (True, 2)])
def test_a_notice_that_was_cut_is_given_again_only_where_it_is_recognised(
    played, settings, monkeypatch, promised, times
):
    settings.SMS_HTTP_URL, settings.SMS_HTTP_DEDUPLICATES = played.url, promised
    gateway = HttpGateway()
    monkeypatch.setattr(dispatch, "gateway", lambda: gateway)
    played.will(cut_after_reading, answer(409, b'{"id": "a-1"}'))
    message = promise()
    dispatch.dispatch(timezone.now())
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        gateway._held_until = 0.0
        dispatch.dispatch(timezone.now())
    message.refresh_from_db()
    assert [asked.json["id"] for asked in played.asked] == [str(message.public_id)] * times
    assert message.status == (SmsStatus.SENT if promised else SmsStatus.UNKNOWN)
