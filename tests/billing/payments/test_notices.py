"""What the sandbox's bank tells the portal: signed, repeated until heard, and never believed by itself."""

import json
from datetime import timedelta

import pytest
import requests
from django.test import Client

from billing.models import Entry, SandboxOrder
from billing.payments.bank import notices
from billing.payments.bank.signing import secret
from billing.payments.services import ask as asking
from cabinet.core import signed
from tests.billing.payments.paying import LATE, SILENT, balance, fresh, pay, start
from tests.people import NOW

pytestmark = pytest.mark.django_db

PATH = "/gateway/payments/sandbox/"


class Heard:
    """Hears the bank's notices instead of the network; `deaf` as often as it says."""

    def __init__(self, deaf: int = 0) -> None:
        self.deaf = deaf
        self.notices: list[dict] = []

    def post(self, url: str, *, data: bytes, headers: dict) -> requests.Response:
        self.notices.append(json.loads(data))
        if self.deaf:
            self.deaf -= 1
            raise requests.ConnectionError
        answer = requests.Response()
        answer.status_code = Client().post(PATH, data, content_type="application/json", headers=headers).status_code
        return answer


@pytest.fixture
def heard(monkeypatch) -> Heard:
    hears = Heard()
    monkeypatch.setattr(notices, "BoundedSession", lambda: hears)
    return hears


def post(body: bytes, *, by: str | None = None) -> int:
    headers = signed.headers(secret=by or secret(), method="POST", path=PATH, body=body)
    return Client().post(PATH, body, content_type="application/json", headers=headers).status_code


def test_a_notice_leads_to_a_question_and_that_to_the_money(line, heard):
    payment = start(line)
    pay(payment)
    assert notices.send_due(NOW) == 1
    assert heard.notices == [{"reference": payment.provider_reference, "key": str(payment.public_id)}]
    assert fresh(payment).next_check_at == NOW
    assert balance(line) == 0
    asking.sweep(NOW)
    assert balance(line) == 300
    assert notices.send_due(NOW + timedelta(days=1)) == 0


def test_a_notice_nobody_heard_is_repeated_for_a_while(line, heard):
    heard.deaf = 2
    payment = start(line)
    pay(payment)
    assert [notices.send_due(NOW + timedelta(seconds=after)) for after in (0, 1, 2, 7, 8)] == [1, 0, 1, 1, 0]
    assert len(heard.notices) == 3
    assert fresh(payment).next_check_at == NOW


def test_nobody_is_told_for_ever(line, heard):
    heard.deaf = 100
    pay(start(line))
    told = [notices.send_due(NOW + timedelta(days=day)) for day in range(10)]
    assert sum(told) == len(notices.PAUSES) + 1


def test_a_late_yes_is_told_of_when_it_is_one(line, heard, clock, settings):
    payment = start(line)
    pay(payment, LATE)
    assert notices.send_due(NOW) == 0
    later = clock.to(NOW + timedelta(seconds=settings.SANDBOX_LATE))
    assert notices.send_due(later) == 1
    asking.sweep(later)
    assert fresh(payment).status == "succeeded"


def test_who_does_not_pay_at_all_is_not_told_of(line, heard):
    pay(start(line), SILENT)
    assert notices.send_due(NOW + timedelta(minutes=10)) == 0
    assert SandboxOrder.objects.get().state == "waiting"


def test_a_forged_notice_is_refused_and_a_true_one_about_nothing_moves_nothing(line):
    payment = start(line)
    body = json.dumps({"reference": payment.provider_reference, "key": str(payment.public_id)}).encode()
    assert post(body, by="another secret") == 403
    assert fresh(payment).next_check_at != NOW
    assert post(body) == 200
    assert post(b'{"reference": "made-up", "key": "made-up"}') == 200
    assert post(b"[]") == 400
    asking.sweep(NOW)
    assert not Entry.objects.exists()  # nobody has paid


def test_another_provider_has_no_address_here(line, settings):
    settings.PAYMENT_PROVIDER = "yookassa"
    assert post(b"{}") == 404


def test_a_flood_is_bounded(line, monkeypatch):
    monkeypatch.setattr("billing.payments.gateway_views.NOTICES", "1/hour")
    monkeypatch.setattr("billing.payments.gateway_views.network_prefix", lambda ip: "of this test alone")
    assert {post(b'{"reference": "", "key": ""}') for _time in range(3)} == {200, 429}
