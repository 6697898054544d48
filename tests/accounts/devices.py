"""Signing in on several devices, for tests of the list, of alarms and of their links."""

import re

from django.test import Client

from cabinet.accounts.models import (
    SecurityEvent,
    SecurityEventKind,
)
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsKind, SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.accounts.test_sign_in_pages import ask, enter
from tests.core.test_browsers_and_places import FIREFOX

NUMBER = "79031234567"
MOSCOW, HELSINKI = "77.88.55.60", "91.152.1.1"
PAGE = "/settings/security/"


def browser(user_agent: str = FIREFOX, ip: str = MOSCOW) -> Client:
    return Client(HTTP_USER_AGENT=user_agent, REMOTE_ADDR=ip)


def sign_in(client: Client, phone: str = NUMBER) -> Client:
    ask(client, phone)
    assert enter(client, code_in_sms()).status_code == 302
    return client


def notices() -> list[str]:
    return [unseal(sms.body) for sms in SmsMessage.objects.filter(kind=SmsKind.NOTICE).order_by("pk")]


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/not-me/\S+)", text)
    assert found, text
    return found[1]


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def events(kind: SecurityEventKind) -> list[SecurityEvent]:
    return list(SecurityEvent.objects.filter(kind=kind).order_by("id"))
