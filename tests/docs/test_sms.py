"""What docs/sms.md tells the people of the gateway is true: they write their programs from it."""

import json
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from cabinet import settings as portal_settings
from cabinet.sms.gateways.base import Outgoing
from cabinet.sms.gateways.http.gateway import HttpGateway
from cabinet.sms.models import IncomingPart, IncomingSms, SmsKind, SmsReceipt
from tests.sms.played_gateway import PlayedGateway

TEXT = (Path(portal_settings.BASE_DIR) / "docs/sms.md").read_text(encoding="utf-8")
HTTP = TEXT[TEXT.index("## HTTP:") :]
SECRET = "0123456789abcdef" * 4


def example(language: str, containing: str) -> str:
    [found] = [block for block in re.findall(rf"```{language}\n(.*?)```", HTTP, re.S) if containing in block]
    return found


def documented_headers(path: str, body: bytes) -> dict[str, str]:
    """Made by the program of the documentation, as it stands there."""
    program: dict = {}
    exec(example("python", "def headers"), program)
    return program["headers"](SECRET, path, body)


@pytest.fixture(autouse=True)
def secret(settings):
    settings.GATEWAY_SECRETS = {"sms": [SECRET]}


@pytest.mark.django_db
def test_the_example_of_the_signature_and_of_the_events_is_accepted(client):
    body = example("json", '"events"').encode()
    made = documented_headers("/gateway/sms/", body)
    content_type = made.pop("Content-Type")
    response = client.post("/gateway/sms/", body, content_type=content_type, headers=made)
    assert (response.status_code, response.json()) == (200, {"taken": 4})
    assert SmsReceipt.objects.count() == 2
    assert (IncomingSms.objects.count(), IncomingPart.objects.count()) == (1, 1)


def test_what_is_asked_has_the_shape_and_the_signature_of_the_example(settings):
    documented = json.loads(example("json", '"valid_until"'))
    with PlayedGateway() as gateway:
        settings.SMS_HTTP_URL = gateway.url
        HttpGateway().send(
            Outgoing(
                public_id=uuid.uuid4(), msisdn="79031234567", kind=SmsKind.CODE, sender="Оператор", text="Код",
                not_after=timezone.now() + timedelta(minutes=5),
            )
        )  # fmt: skip
        [asked] = gateway.asked
    assert {name: type(value) for name, value in asked.json.items()} == {
        name: type(value) for name, value in documented.items()
    }
    with time_machine.travel(int(asked.headers["x-portal-timestamp"]), tick=False):
        made = documented_headers(asked.path, asked.body)
    assert made["X-Portal-Signature"] == asked.headers["x-portal-signature"]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:SMS_HTTP|INCOMING)_[A-Z_]+)`", HTTP))))
def test_each_setting_of_it_exists_with_its_default(name):
    value = getattr(portal_settings, name)
    row = next((line for line in HTTP.splitlines() if line.startswith("|") and f"`{name}`" in line), "")
    told = row.split("|")[2].strip(" `") if row else ""
    if re.fullmatch(r"[0-9]+(/minute)?|portal", told):
        assert told == (f"{value:g}" if isinstance(value, float | int) else value)
