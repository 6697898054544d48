"""What the operator's own machines say is believed for their secret alone."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.http import JsonResponse
from django.test import RequestFactory
from django.utils import timezone

from cabinet.core import signed
from cabinet.core.signed import signed_by
from tests.people import NOW

SECRET, NEXT = "a" * 20 + "b" * 20, "c" * 20 + "d" * 20
PATH = "/gateway/ussd/?line=1"


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.GATEWAY_SECRETS = {"ussd": [NEXT, SECRET], "ivr": []}
    with time_machine.travel(NOW, tick=False):
        yield


@signed_by("ussd")
def view(request, payload):
    return JsonResponse(payload)


def ask(body=b'{"a": 1}', *, secret=SECRET, path=PATH, method="post", **headers):
    made = signed.headers(secret=secret, method="POST", path=PATH, body=b'{"a": 1}') | headers
    request = getattr(RequestFactory(), method)(path, data=body, content_type="application/json", headers=made)
    return view(request)


def test_who_knows_the_secret_is_heard():
    assert json.loads(ask().content) == {"a": 1}
    assert ask(secret=NEXT).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "e" * 40},
        {"body": b'{"a": 2}'},
        {"path": "/gateway/ussd/?line=2"},
        {"X-Portal-Timestamp": str(int(NOW.timestamp()) + 1)},
        {"X-Portal-Timestamp": "١٢٣"},
        {"X-Portal-Timestamp": "9" * 500},
        {"X-Portal-Signature": ""},
        {"X-Portal-Signature": "é"},
    ],
    ids=str,
)
def test_whoever_changes_anything_is_not(changed):
    if "é" in changed.values() or "١٢٣" in changed.values():
        request = RequestFactory().post(PATH, data=b"{}", content_type="application/json")
        request.META |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in changed.items()}
        assert view(request).status_code == 403
    else:
        assert ask(**changed).status_code == 403


@pytest.mark.parametrize(("late", "status"), [(4, 200), (6, 403), (-4, 200), (-6, 403)])
def test_a_recorded_request_is_old_soon(late, status):
    made = signed.headers(secret=SECRET, method="POST", path=PATH, body=b'{"a": 1}')
    request = RequestFactory().post(PATH, data=b'{"a": 1}', content_type="application/json", headers=made)
    with time_machine.travel(timezone.now() + timedelta(minutes=late), tick=False):
        assert view(request).status_code == status


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff"])
def test_what_is_no_json_object_is_said_so(body):
    made = signed.headers(secret=SECRET, method="POST", path=PATH, body=body)
    request = RequestFactory().post(PATH, data=body, content_type="application/json", headers=made)
    assert view(request).status_code == 400


def test_what_is_huge_is_not_read():
    assert ask(b"x" * (signed.LONGEST + 1)).status_code == 413


def test_only_posts_and_only_where_a_secret_is_set(settings):
    assert ask(method="put").status_code == 405
    settings.GATEWAY_SECRETS = {"ussd": []}
    from django.http import Http404

    with pytest.raises(Http404):
        ask()
