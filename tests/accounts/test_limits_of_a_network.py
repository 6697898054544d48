"""A network that asks too much is answered alike wherever it asks: 429, in the portal's look."""

from itertools import count

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import LoginCode, Session
from cabinet.core import limits
from cabinet.home.demo import current_token
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.people import PASSWORD, make_owner, make_specialist

pytestmark = pytest.mark.django_db

_networks = count(1)


class Ask:
    """Asking for a code."""

    def __init__(self, address: str, index: int):
        self.client, self.number = Client(REMOTE_ADDR=address), f"7903000000{index}"
        make_owner(self.number)

    def go(self):
        return self.client.post("/login/", {"phone": self.number, "how": "code"})

    def left_alone(self) -> bool:
        return not SmsMessage.objects.filter(msisdn=self.number).exists()


class TypeCode(Ask):
    """Typing the right code."""

    def __init__(self, address: str, index: int):
        super().__init__(address, index)
        super().go()
        self.code = code_in_sms()

    def go(self):
        return self.client.post("/login/code/", {"code": self.code})

    def left_alone(self) -> bool:
        return LoginCode.objects.get(msisdn=self.number).attempts == 0 and nobody_is_in(self.client)


class TypePassword:
    """Typing the right password."""

    def __init__(self, address: str, index: int):
        self.client, self.login = Client(REMOTE_ADDR=address), f"anna{index}"
        self.user = make_specialist(self.login)

    def go(self):
        return self.client.post("/login/password/", {"phone": self.login, "password": PASSWORD})

    def left_alone(self) -> bool:
        return nobody_is_in(self.client) and self.client.get("/login/otp/").url == "/login/password/"


class TypeToken(TypePassword):
    """Typing the right token after the right password."""

    def __init__(self, address: str, index: int):
        super().__init__(address, index)
        super().go()

    def go(self):
        return self.client.post("/login/otp/", {"token": current_token(self.user)})

    def left_alone(self) -> bool:
        return nobody_is_in(self.client) and TOTPDevice.objects.get(user=self.user).last_t == -1


def nobody_is_in(client: Client) -> bool:
    key = client.session.session_key
    return not Session.objects.filter(session_key=key).exclude(user=None).exists()


@pytest.fixture
def one_for_each(monkeypatch):
    """From the moment it is called, every limit is one attempt in its time."""

    parse = limits.parse

    def strictest(limit: str):
        item = parse(limit)
        return type(item)(1, item.multiples, item.namespace)

    return lambda: monkeypatch.setattr(limits, "parse", strictest)


@pytest.mark.parametrize("step", [Ask, TypeCode, TypePassword, TypeToken])
def test_a_network_over_its_limit_gets_the_same_429_at_every_step(step, one_for_each):
    network = f"10.77.{next(_networks)}"
    first, neighbour = step(f"{network}.5", 1), step(f"{network}.99", 2)
    elsewhere = step(f"10.78.{next(_networks)}.5", 3)
    one_for_each()
    assert first.go().status_code == 302
    refused = neighbour.go()
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "errors/429.html" in [template.name for template in refused.templates]
    assert "brand.css" in refused.content.decode()
    assert neighbour.left_alone()  # nothing was sent, judged or spent
    assert elsewhere.go().status_code == 302
