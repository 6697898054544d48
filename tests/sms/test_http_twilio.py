"""Twilio's API, played by a server of its own; its call-backs, signed as its documentation says."""

import base64
import hashlib
import hmac
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.sms.cipher import unseal
from cabinet.sms.gateways.base import Accepted, Outgoing, Refused, Unknown
from cabinet.sms.gateways.http import twilio
from cabinet.sms.gateways.http.gateway import HttpGateway
from cabinet.sms.models import IncomingSms, PartStatus, SmsKind, SmsReceipt
from tests.sms.played_gateway import PlayedGateway, answer

TOKEN = "12345678901234567890123456789012"
SID = "SM0123456789abcdef0123456789abcdef"
CALLBACK = "/gateway/sms/twilio/"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.SMS_GATEWAY, settings.SMS_HTTP_FORMAT = "http", "twilio"
    settings.SMS_HTTP_USER, settings.SMS_HTTP_PASSWORD = "AC1", TOKEN
    settings.SMS_HTTP_CALLBACK_SECRETS = ["the next one", TOKEN]
    settings.SMS_HTTP_SENDER = "+74950000000"
    settings.SMS_HTTP_TIMEOUT = 2.0
    settings.SMS_HTTP_DEDUPLICATES = True  # not for Twilio to promise
    settings.PUBLIC_URL = "https://portal.example"


@pytest.fixture
def played(settings):
    with PlayedGateway() as gateway:
        settings.SMS_HTTP_URL = gateway.url
        yield gateway


def send(*, lasts=timedelta(minutes=5)):
    facts = {"msisdn": "79031234567", "kind": SmsKind.CODE, "sender": "Оператор", "text": "Код & 1=2"}
    return HttpGateway().send(Outgoing(public_id=uuid.uuid4(), not_after=timezone.now() + lasts, **facts))


def call_back(client, *, secret=TOKEN, address=CALLBACK, signed=None, **fields):
    """Signed here by the documentation's own words, not by the portal's code."""
    text = f"https://portal.example{address}" + "".join(f"{name}{fields[name]}" for name in sorted(signed or fields))
    made = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()
    return client.post(address, fields, headers={"X-Twilio-Signature": made})


def test_it_is_asked_in_its_own_words(played):
    played.will(answer(201, f'{{"sid": "{SID}", "status": "queued", "num_segments": "2"}}'.encode()))
    assert send() == Accepted((SID,))
    [asked] = played.asked
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode() == f"AC1:{TOKEN}"
    assert 295 <= int(asked.form.pop("ValidityPeriod")) <= 300
    assert asked.form | {"ValidityPeriod": ""} == {
        "To": "+79031234567",
        "From": "+74950000000",
        "Body": "Код & 1=2",
        "ValidityPeriod": "",
        "StatusCallback": "https://portal.example/gateway/sms/twilio/",
    }


def test_a_messaging_service_may_send(played, settings):
    settings.SMS_HTTP_SENDER = "MG" + "0" * 32
    played.will(answer(201, f'{{"sid": "{SID}"}}'.encode()))
    send(lasts=timedelta(days=2))
    assert played.asked[0].form["MessagingServiceSid"] == settings.SMS_HTTP_SENDER
    assert "From" not in played.asked[0].form
    assert played.asked[0].form["ValidityPeriod"] == "36000"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (
            answer(400, b'{"code": 21211, "message": "The \'To\' number ..."}'),
            Refused("HTTP 400 21211", permanent=True),
        ),
        (answer(429, b'{"code": 20429}'), Refused("HTTP 429 20429", permanent=False)),
        (answer(401, b'{"code": 20003}'), Refused("HTTP 401 20003", permanent=False)),
        (answer(500), Unknown("HTTP 500")),
        (answer(201, b"not json"), Unknown("no sid in the answer")),
    ],
)
def test_what_its_answers_mean(played, said, outcome):
    played.will(said)
    assert send() == outcome


def test_the_same_message_twice_would_be_two():
    assert not HttpGateway().deduplicates


@pytest.mark.django_db
@pytest.mark.parametrize("secret", [TOKEN, "the next one"])
@pytest.mark.parametrize(
    ("word", "status"),
    [("delivered", PartStatus.DELIVERED), ("undelivered", PartStatus.FAILED), ("failed", PartStatus.FAILED)],
)
def test_a_call_back_is_a_receipt(client, word, status, secret):
    told = {"MessageSid": SID, "MessageStatus": word, "ErrorCode": "30003", "AccountSid": "AC1"}
    assert call_back(client, secret=secret, **told).status_code == 200
    receipt = SmsReceipt.objects.get()
    assert (receipt.gateway, receipt.gateway_id, receipt.status) == ("http", SID, status)
    assert receipt.reason == "error 30003"


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["queued", "sending", "accepted", "something new", ""])
def test_what_we_know_already_changes_nothing(client, word):
    assert call_back(client, MessageSid=SID, MessageStatus=word).status_code == 200
    assert not SmsReceipt.objects.exists()


@pytest.mark.django_db
def test_a_message_to_its_number_is_an_incoming_one(client):
    told = {"MessageSid": SID, "SmsStatus": "received", "From": "+79031234567", "To": "+74950000000", "Body": "СТОП"}
    for _time in range(2):
        response = call_back(client, **told)
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"<Response/>", "text/xml")
    taken = IncomingSms.objects.get()
    assert (taken.gateway, taken.source_id, taken.msisdn) == ("http", SID, "79031234567")
    assert unseal(bytes(taken.body)) == "СТОП"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forged",
    [{"secret": "guess"}, {"signed": {"MessageSid": SID}}, {"address": CALLBACK + "?a=1"}],
    ids=["another secret", "a changed form", "another address"],
)
def test_who_does_not_know_the_token_is_not_heard(client, forged, settings):
    if "address" in forged:  # signed for one address and sent to another
        settings.PUBLIC_URL = "https://elsewhere.example"
    assert call_back(client, MessageSid=SID, MessageStatus="delivered", **forged).status_code == 403
    assert client.post(CALLBACK, {"MessageSid": SID}).status_code == 403
    assert client.post(CALLBACK, {"MessageSid": SID}, headers={"X-Twilio-Signature": "é"}).status_code == 403
    assert not SmsReceipt.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sid", ["", "a" * 81, "a\0b"])
def test_a_call_back_about_nothing_is_refused(client, sid):
    assert call_back(client, MessageSid=sid, MessageStatus="delivered").status_code == 400


@pytest.mark.django_db
def test_where_nobody_speaks_so_the_address_does_not_exist(client, settings):
    assert client.get(CALLBACK).status_code == 405
    settings.SMS_HTTP_FORMAT = "portal"
    assert call_back(client, MessageSid=SID).status_code == 404
    settings.SMS_GATEWAY, settings.SMS_HTTP_FORMAT = "smpp", "twilio"
    assert call_back(client, MessageSid=SID).status_code == 404


def test_the_signature_is_that_of_the_documentations_example():
    """https://www.twilio.com/docs/usage/webhooks/webhooks-security: the example of its own page."""
    fields = {
        "Digits": "1234", "To": "+18005551212", "From": "+14158675309", "Caller": "+14158675309",
        "CallSid": "CA1234567890ABCDE",
    }  # fmt: skip
    made = twilio.signature(
        secret="12345",
        url="https://mycompany.com/myapp.php?foo=1&bar=2",
        fields=[(name, [value]) for name, value in fields.items()],
    )
    assert made == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
