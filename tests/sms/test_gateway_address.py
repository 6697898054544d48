"""`/gateway/sms/`: what the operator's SMS gateway tells us."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.core import signed
from cabinet.sms.cipher import unseal
from cabinet.sms.models import IncomingSms, PartStatus, SmsKind, SmsMessage, SmsPart, SmsReceipt, SmsStatus
from cabinet.sms.services.outbox import enqueue

pytestmark = pytest.mark.django_db

SECRET = "a1b2c3d4" * 5
PATH = "/gateway/sms/"
RECEIPT = {"type": "receipt", "id": "a-1", "state": "delivered", "at": "2026-11-24T09:00:00+03:00"}
INCOMING = {"type": "incoming", "id": "m-1", "from": "+79031234567", "to": "0611", "text": " СТОП "}


@pytest.fixture(autouse=True)
def configured(settings):
    settings.GATEWAY_SECRETS = {"sms": [SECRET]}


def tell(client, payload, *, secret=SECRET):
    body = json.dumps(payload).encode()
    headers = signed.headers(secret=secret, method="POST", path=PATH, body=body)
    return client.post(PATH, body, content_type="application/json", headers=headers)


def sent_message() -> SmsMessage:
    now = timezone.now()
    message = enqueue(
        msisdn="79031234567", text="Привет", kind=SmsKind.NOTICE, now=now, not_after=now + timedelta(hours=1)
    )
    SmsMessage.objects.update(status=SmsStatus.SENT, body=b"", gateway="http")
    SmsPart.objects.create(message=message, seq=1, gateway="http", gateway_id="a-1")
    return message


def test_a_receipt_says_what_became_of_a_message(client):
    message = sent_message()
    response = tell(client, RECEIPT)
    assert (response.status_code, response.json()) == (200, {"taken": 1})
    message.refresh_from_db()
    assert message.status == SmsStatus.DELIVERED


def test_one_that_came_too_early_is_kept(client):
    assert tell(client, RECEIPT | {"state": "failed", "reason": "absent"}).status_code == 200
    receipt = SmsReceipt.objects.get()
    assert (receipt.gateway, receipt.gateway_id, receipt.status) == ("http", "a-1", PartStatus.FAILED)
    assert receipt.reason == "absent"


def test_a_message_is_taken_once(client):
    for _time in range(2):
        assert tell(client, INCOMING).status_code == 200
    taken = IncomingSms.objects.get()
    assert (taken.gateway, taken.source_id, taken.msisdn, taken.short_number) == ("http", "m-1", "79031234567", "0611")
    assert unseal(bytes(taken.body)) == " СТОП "


def test_a_hundred_events_at_once_segments_among_them(client):
    receipts = [RECEIPT | {"id": f"a-{index}"} for index in range(98)]
    halves = [
        INCOMING | {"id": f"m-{seq}", "text": text, "part": {"reference": 9, "total": 2, "seq": seq}}
        for seq, text in ((2, "\ude00!"), (1, "да \ud83d"))
    ]
    response = tell(client, {"events": [*receipts, *halves]})
    assert response.json() == {"taken": 100}
    assert SmsReceipt.objects.count() == 98
    assert unseal(bytes(IncomingSms.objects.get().body)) == "да 😀!"


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({}, "type"),
        ({"type": "receipts"}, "type"),
        ({"type": ["receipt"]}, "type"),
        ({"events": []}, "events"),
        ({"events": {}}, "events"),
        ({"events": [RECEIPT] * 101}, "events"),
        ({"events": [RECEIPT, "receipt"]}, "type"),
        ({"events": [RECEIPT, {"type": "receipt", "id": "b"}]}, "state"),
        (RECEIPT | {"state": "lost"}, "state"),
        (RECEIPT | {"id": "a" * 81}, "id"),
        (RECEIPT | {"id": "a\0b"}, "id"),
        (RECEIPT | {"id": ["a"]}, "id"),
        (RECEIPT | {"at": "yesterday"}, "at"),
        (INCOMING | {"from": "MegaBank"}, "from"),
        (INCOMING | {"from": "7903123456٧"}, "from"),
        (INCOMING | {"text": 5}, "text"),
        (INCOMING | {"text": "x" * 2001}, "text"),
        (INCOMING | {"part": {"reference": 1, "total": 2, "seq": 3}}, "part"),
        (INCOMING | {"part": {"reference": 70000, "total": 2, "seq": 1}}, "part"),
        (INCOMING | {"part": 5}, "part"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_badly_shaped_is_told_why_and_nothing_of_it_is_taken(client, payload, said):
    response = tell(client, payload)
    assert response.status_code == 400
    assert said in json.dumps(response.json())
    assert not SmsReceipt.objects.exists()
    assert not IncomingSms.objects.exists()


def test_what_is_wrong_is_told_in_english_with_its_place(client):
    response = tell(client, {"events": [RECEIPT, {"type": "receipt", "id": "b"}]})
    assert response.json() == {"error": "shape", "event": 1, "wrong": {"state": ["This field is required."]}}


def test_strangers_are_not_heard(client, settings):
    assert tell(client, RECEIPT, secret="e" * 40).status_code == 403
    assert client.post(PATH, RECEIPT, content_type="application/json").status_code == 403
    assert client.get(PATH).status_code == 405
    settings.GATEWAY_SECRETS = {}
    assert tell(client, RECEIPT).status_code == 404
    assert not SmsReceipt.objects.exists()
