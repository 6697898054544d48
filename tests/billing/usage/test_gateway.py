"""`/gateway/usage/`: what the network's machines bring."""

import gzip
import json

import pytest
import time_machine

from billing.models import QuarantinedEvent, UsageBatch, UsageEvent
from billing.usage import gateway
from billing.usage.events import Unreadable
from billing.usage.reading import read_again
from cabinet.core import signed
from tests.billing.money import rub
from tests.billing.usage.network import NUMBER, event, make_line, rated
from tests.people import NOW

pytestmark = pytest.mark.django_db

SECRET = "a1b2c3d4" * 5
PATH = "/gateway/usage/"
JSON, CSV = "application/x-ndjson", "text/csv"
HEADER = "source,id,line,kind,roaming,start,volume,counterpart\n"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.GATEWAY_SECRETS = {"usage": [SECRET]}
    make_line()
    with time_machine.travel(NOW, tick=False):
        yield


def tell(client, body: bytes | str, *, kind: str = JSON, secret: str = SECRET, signs: bytes | None = None, **headers):
    body = body.encode() if isinstance(body, str) else body
    made = signed.headers(secret=secret, method="POST", path=PATH, body=body if signs is None else signs)
    return client.post(PATH, body, content_type=kind, headers=made | headers)


def lines(*events) -> str:
    return "".join(f"{each.as_it_came()}\n" for each in events)


def counted(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [response.json()[name] for name in ("received", "rated", "repeated", "quarantined")]


def test_lines_of_json_are_rated_before_the_answer(client):
    response = tell(client, lines(event("one"), event("two")) + "\n{}\n", **{"X-Usage-Name": "msc-7\t№ 12"})
    batch = UsageBatch.objects.get()
    assert response.json() == {
        "batch": str(batch.public_id),
        "received": 3,
        "rated": 2,
        "repeated": 0,
        "quarantined": 1,
    }
    assert (batch.name, batch.channel, batch.amount) == ("msc-7№ 12", "network", rub(10))
    assert counted(tell(client, lines(event("two"), event("one")))) == [2, 0, 2, 0]


def test_csv_with_columns_in_any_order(client):
    body = (
        "\ufeffid,source,start,line,kind,volume,counterpart,more\r\n"
        f'1,msc,2026-11-24T11:59:00+03:00,+{NUMBER},voice,61,"7916,0",x\r\n'
        f"2,msc,2026-11-24T08:59:00Z,{NUMBER},sms,1,,\r\n"
        '"3,msc,2026-11-24T08:59:00Z\r\n'
        f"4,msc,2026-11-24T08:59:00Z,{NUMBER},sms,1,x,\r\n"
    )
    assert counted(tell(client, body, kind=CSV)) == [4, 3, 0, 1]
    assert rated() == {"1": (0, rub(5)), "2": (0, rub("1.95")), "4": (0, rub("1.95"))}
    assert UsageEvent.objects.get(event_id="1").counterpart == "7916,0"
    assert QuarantinedEvent.objects.get().about == "not a line of CSV in UTF-8"


def test_an_event_of_csv_is_put_aside_as_one_that_can_be_read_again(client):
    body = f"{HEADER}msc,1,79990000000,sms,true,2026-11-24T08:59:00Z,1,\n"
    assert counted(tell(client, body, kind=CSV)) == [1, 0, 0, 1]
    assert json.loads(QuarantinedEvent.objects.get().raw) == {
        "source": "msc",
        "id": "1",
        "line": "79990000000",
        "kind": "sms",
        "roaming": True,
        "start": "2026-11-24T08:59:00+00:00",
        "volume": 1,
        "counterpart": "",
    }


@pytest.mark.parametrize(
    ("header", "row", "about"),
    [
        ("source,id,counterpart,kind,roaming,start,volume,line", f"msc,1,{NUMBER},sms,,{{at}},1,", "line is not"),
        ("source,id,line,kind,start,volume,counterpart", f"msc,1,{NUMBER},sms,0,{{at}},1,79", "not 7 columns"),
    ],
)
def test_a_bad_line_of_csv_is_never_rated_by_columns_that_it_did_not_have(client, header, row, about):
    """Somebody who was called must not pay for a call whose own line is missing."""
    body = f"{header}\n{row.format(at='2026-11-24T08:59:00Z')}\n"
    assert counted(tell(client, body, kind=CSV)) == [1, 0, 0, 1]
    kept = QuarantinedEvent.objects.get()
    assert kept.about.startswith(about)
    again = read_again(kept.raw)
    assert isinstance(again, Unreadable), again


def test_a_bad_line_of_csv_is_kept_by_the_names_of_its_columns(client):
    body = f"id,source,line,kind,start,volume,more\n1,msc,{NUMBER},fax,2026-11-24T08:59:00Z,1,x\n"
    tell(client, body, kind=CSV)
    assert json.loads(QuarantinedEvent.objects.get().raw) == {
        "id": "1", "source": "msc", "line": NUMBER, "kind": "fax", "start": "2026-11-24T08:59:00Z", "volume": "1",
        "more": "x",
    }  # fmt: skip


def test_what_is_packed_is_unpacked_and_signed_as_it_comes(client):
    packed = gzip.compress(lines(event("one")).encode())
    encoding = {"Content-Encoding": "gzip"}
    assert counted(tell(client, packed, **encoding)) == [1, 1, 0, 0]
    unpacked = tell(client, packed, signs=lines(event("one")).encode(), **encoding)
    assert unpacked.status_code == 403


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(client, monkeypatch):
    monkeypatch.setattr(gateway, "MOST_BYTES", 100_000)
    bomb = gzip.compress(b" " * 5_000_000)
    response = tell(client, bomb, **{"Content-Encoding": "gzip"})
    assert (response.status_code, response.json()["error"]) == (413, "too_large")
    assert not UsageBatch.objects.exists()


def test_more_than_a_form_may_hold_is_read(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert counted(tell(client, lines(event("one")))) == [1, 1, 0, 0]


def test_of_too_many_events_none_is_taken(client, monkeypatch):
    monkeypatch.setattr(gateway, "BATCH", 2)
    assert tell(client, lines(*(event() for _ in range(3)))).status_code == 413
    assert not UsageBatch.objects.exists()
    assert counted(tell(client, lines(event(), event()))) == [2, 2, 0, 0]


@pytest.mark.parametrize(
    ("body", "kind", "headers"),
    [
        ("{}", "application/json", {}),
        ("id,line\n1,2\n", CSV, {}),
        ("", CSV, {}),
        ("{}", JSON, {"Content-Encoding": "br"}),
        ("{}", JSON, {"Content-Encoding": "gzip"}),
        (gzip.compress(b"{}", mtime=0)[:-3], JSON, {"Content-Encoding": "gzip"}),
        (gzip.compress(b"{}", mtime=0) * 2, JSON, {"Content-Encoding": "gzip"}),
    ],
    ids=range(7),
)
def test_what_is_no_file_of_events_is_said_so(client, body, kind, headers):
    response = tell(client, body, kind=kind, **headers)
    assert (response.status_code, response.json()["error"]) == (400, "format")
    assert not UsageBatch.objects.exists()


RIGHT = {"source": "msc", "id": "1", "line": NUMBER, "kind": "voice", "start": "2026-11-24T08:00:00Z", "volume": 61}


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        ({"source": ""}, "source is not"),
        ({"source": "x" * 41}, "source is not"),
        ({"id": 7}, "id is not"),
        ({"id": "a\0b"}, "id has characters"),
        ({"counterpart": "\ud800"}, "counterpart has characters"),
        ({"line": None}, "line is not"),
        ({"kind": "fax"}, "kind is none"),
        ({"kind": ["voice"]}, "kind is none"),
        ({"roaming": "maybe"}, "roaming is neither"),
        ({"start": "2026-11-24T08:00:00"}, "start does not say"),
        ({"start": "yesterday"}, "start is not a time"),
        ({"start": 1764000000}, "start is not a time"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start is not a time"),
        ({"volume": -1}, "volume is not"),
        ({"volume": 1.5}, "volume is not"),
        ({"volume": True}, "volume is not"),
        ({"volume": "9" * 30}, "volume is not"),
        ({"volume": 10**9}, "volume is not"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_field_that_is_not_what_it_must_be_puts_the_event_aside(client, changed, about):
    body = f"{json.dumps(RIGHT | changed)}\n{json.dumps(RIGHT | {'id': '2'})}\n"
    assert counted(tell(client, body)) == [2, 1, 0, 1]
    row = QuarantinedEvent.objects.get()
    assert row.reason == "malformed"
    assert row.about.startswith(about)


@pytest.mark.parametrize(
    "line",
    [b"[1]", b"{", b"\xff", b"[" * 3000, b"{" + b" " * 5000 + b"}", b'{"volume": ' + b"9" * 3900 + b"}"],
    ids=range(6),
)
def test_a_line_that_is_nothing_stops_no_other(client, line):
    assert counted(tell(client, line + b"\n" + json.dumps(RIGHT).encode())) == [2, 1, 0, 1]


def test_only_who_knows_the_secret_is_heard(client, settings):
    assert tell(client, "{}", secret="f" * 40).status_code == 403
    assert tell(client, "{}", signs=b"[]").status_code == 403
    assert client.get(PATH).status_code == 405
    settings.GATEWAY_SECRETS = {"usage": []}
    assert tell(client, "{}").status_code == 404
    assert not UsageBatch.objects.exists()
