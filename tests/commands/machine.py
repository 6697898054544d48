"""The operator's machines as tests play them: signed requests, and the patience of a loaded computer."""

import json
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from cabinet.core import signed

SECRET = "s" * 40
NUMBER, STRANGER = "79031234567", "79990000000"  # who calls, and who is nobody's
_sessions, _calls = count(1), count(1)


def post(address: str, payload: dict[str, Any], *, secret: str = SECRET) -> HttpResponse:
    """A request of the machine that knows `secret`."""
    body = json.dumps(payload).encode()
    headers = signed.headers(secret=secret, method="POST", path=address, body=body)
    return Client().post(address, body, content_type="application/json", headers=headers)


def ussd(msisdn: str, text: str, *, session: str = "", step: int = 1) -> HttpResponse:
    """What a telephone types; a session of its own unless one is named."""
    session = session or f"session-{next(_sessions)}"
    return post("/gateway/ussd/", {"session": session, "step": step, "msisdn": msisdn, "text": text})


def shown(msisdn: str, text: str, **said: Any) -> str:
    """What the telephone shows then."""
    answer = ussd(msisdn, text, **said)
    assert answer.status_code == 200, answer.content
    return answer.json()["text"]


def ask(keys: str = "", *, caller: str | None = NUMBER, call: str = ""):
    return post("/gateway/ivr/", {"call": call or f"call-{next(_calls)}", "caller": caller, "keys": keys})


def heard(keys: str = "", **call) -> dict:
    answer = ask(keys, **call)
    assert answer.status_code == 200, answer.content
    return answer.json()
