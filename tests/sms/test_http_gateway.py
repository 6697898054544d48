"""The HTTP gateway against a real server that plays the operator's: what was not taken is sent again, and no more."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.sms import gateways
from cabinet.sms.gateways.base import Accepted, Outgoing, Refused, Unknown
from cabinet.sms.gateways.http.gateway import HttpGateway
from cabinet.sms.models import SmsKind
from tests.sms.certificates import certificate_of
from tests.sms.played_gateway import (
    PlayedGateway,
    accept,
    answer,
    cut_after_reading,
    cut_in_the_answer,
    dripping,
    silent,
)

SECRET = "a1b2c3d4" * 5


@pytest.fixture(autouse=True)
def configured(settings):
    settings.SMS_GATEWAY = "http"
    settings.GATEWAY_SECRETS = {"sms": [SECRET, "the one before " * 3]}
    settings.SMS_HTTP_TIMEOUT = 0.5
    settings.PUBLIC_URL = "https://portal.example"


def message(text="Привет 😀", kind=SmsKind.CODE, **fields) -> Outgoing:
    facts = {
        "public_id": uuid.uuid4(), "msisdn": "79031234567", "sender": "Оператор",
        "not_after": timezone.now() + timedelta(minutes=5),
    }  # fmt: skip
    return Outgoing(text=text, kind=kind, **(facts | fields))


def test_it_says_what_is_needed_and_signs_it(http, played):
    given = message()
    http.send(given)
    [asked] = played.asked
    assert asked.path == "/send?account=7"
    assert asked.is_signed(SECRET)
    assert asked.json == {
        "id": str(given.public_id),
        "to": "79031234567",
        "from": "Оператор",
        "text": "Привет 😀",
        "kind": "code",
        "valid_until": given.not_after.isoformat(),
        "report_to": "https://portal.example/gateway/sms/",
    }


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (accept("a-1", "a-2"), ("a-1", "a-2")),
        (answer(202, b'{"id": "a-1"}'), ("a-1",)),
        (answer(409, b'{"id": "a-1"}'), ("a-1",)),
        (answer(200), None),
        (answer(204, b""), None),
        (answer(409), None),
        (answer(200, b"OK"), None),
        (answer(200, b'{"parts": [1, 2]}'), None),
        (answer(200, b'{"parts": "abc"}'), None),
        (answer(200, b'{"id": "' + b"a" * 81 + b'"}'), None),
    ],
)
def test_what_is_accepted_has_its_names_or_ours(http, played, said, parts):
    played.will(said)
    given = message()
    assert http.send(given) == Accepted(parts or (str(given.public_id),))


@pytest.mark.parametrize("status", [400, 402, 410, 413, 422])
def test_what_it_never_takes_is_over(http, played, status):
    played.will(answer(status, b'{"error": "no_such_number"}'))
    assert http.send(message()) == Refused(f"HTTP {status} no_such_number", permanent=True)


@pytest.mark.parametrize("status", [408, 425, 429, 503, 401, 403, 404, 405])
def test_what_it_does_not_take_now_waits(http, played, status):
    played.will(answer(status))
    assert http.send(message()) == Refused(f"HTTP {status}", permanent=False)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_when_it_breaks_nobody_knows(http, played, status):
    played.will(answer(status))
    assert http.send(message()) == Unknown(f"HTTP {status}")


def test_a_sentence_of_its_own_is_not_kept(http, played):
    played.will(answer(400, '{"error": "cannot send «Код 123456»"}'.encode()))
    assert http.send(message()).reason == "HTTP 400"


def test_it_says_how_long_to_wait(http, played):
    later = timezone.now() + timedelta(seconds=100)
    played.will(
        answer(429, Retry_After="30"),
        answer(503, Retry_After=later.strftime("%a, %d %b %Y %H:%M:%S GMT")),
        answer(503, Retry_After="99999"),
        answer(503, Retry_After="soon"),
    )
    waits = [http.send(message()).after for _time in range(4)]
    assert waits[0] == 30
    assert 95 < waits[1] <= 100
    assert waits[2:] == [300, None]


def test_no_redirect_is_followed_and_no_cookie_kept(http, played):
    with PlayedGateway() as elsewhere:
        played.will(answer(307, Location=elsewhere.url, Set_Cookie="a=b; Path=/"))
        assert http.send(message()) == Refused("HTTP 307", permanent=False)
        assert elsewhere.asked == []
    http.send(message())
    assert "cookie" not in played.asked[1].headers


def test_a_refused_connection_means_that_nothing_left(settings):
    with PlayedGateway() as gone:
        settings.SMS_HTTP_URL = gone.url
    outcome = HttpGateway().send(message())
    assert (type(outcome), outcome.permanent) == (Refused, False)
    assert outcome.reason.startswith("not written")


def test_a_name_that_nobody_has_means_that_nothing_left(settings):
    settings.SMS_HTTP_URL = "http://gateway.invalid/send"
    assert HttpGateway().send(message()).reason.startswith("not written")


@pytest.mark.parametrize(
    "behaviour", [cut_after_reading, cut_in_the_answer, silent(3), dripping(3)], ids=["cut", "half", "silent", "drips"]
)
def test_cut_between_the_writing_and_the_answer_nobody_knows(http, played, behaviour):
    played.will(behaviour)
    outcome = http.send(message())
    assert isinstance(outcome, Unknown)
    assert outcome.reason.startswith("written, not answered")
    assert len(played.asked) == 1  # and nothing repeated it by itself


def test_the_next_message_goes_by_a_new_connection(http, played):
    played.will(cut_after_reading)
    http.send(message())
    assert isinstance(http.send(message()), Accepted)


def test_connections_are_kept(http, played):
    for _time in range(5):
        http.send(message())
    assert len({asked.connection for asked in played.asked}) == 1


def test_a_connection_closed_by_the_other_side_meanwhile_loses_nothing(http, played):
    played.will(answer(200, Connection="close"))
    outcomes = [http.send(message()) for _time in range(3)]
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)


def test_several_are_given_side_by_side(http, played):
    given = [message() for _index in range(24)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(http.send, given))
    assert [outcome.part_ids for outcome in outcomes] == [(str(each.public_id),) for each in given]


def test_an_answer_without_end_is_not_read(http, played):
    played.will(answer(200, b"x" * 200_000))
    assert isinstance(http.send(message()), Unknown)


@pytest.mark.parametrize("behaviour", [silent(3), answer(503, Retry_After="30"), answer(401)])
def test_after_a_silence_notices_wait_and_codes_do_not(http, played, behaviour):
    played.will(behaviour)
    http.send(message(kind=SmsKind.NOTICE))
    for kind in (SmsKind.NOTICE, SmsKind.BULK):
        outcome = http.send(message(kind=kind))
        assert (type(outcome), outcome.permanent) == (Refused, False)
        assert outcome.after > 0
    assert len(played.asked) == 1
    assert isinstance(http.send(message(kind=SmsKind.CODE)), Accepted)


def test_an_unknown_certificate_gets_nothing_and_the_operators_own_does(settings, tmp_path):
    own = certificate_of("127.0.0.1", tmp_path)
    with PlayedGateway(certificate=own) as played:
        settings.SMS_HTTP_URL = played.url
        assert HttpGateway().send(message()).reason == "not written: SSLError"
        settings.SMS_HTTP_CA = own[0]
        assert isinstance(HttpGateway().send(message()), Accepted)
        assert len(played.asked) == 1


def test_whether_it_recognises_a_message_is_what_the_operator_promises(settings):
    assert not HttpGateway().deduplicates
    settings.SMS_HTTP_DEDUPLICATES = True
    assert HttpGateway().deduplicates


def test_the_short_name_makes_it(settings):
    gateways._made.cache_clear()
    assert isinstance(gateways.gateway(), HttpGateway)
    gateways._made.cache_clear()
