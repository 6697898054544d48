"""Gateways for tests of SMS: one that does what it is told, and the operator's played by a real server."""

import pytest

from cabinet.sms.gateways.http.gateway import HttpGateway
from cabinet.sms.services import dispatch
from tests.sms.played_gateway import PlayedGateway
from tests.sms.scripted import Scripted


@pytest.fixture
def gateway(monkeypatch):
    def use(*outcomes, deduplicates=False):
        scripted = Scripted(*outcomes)
        scripted.deduplicates = deduplicates
        monkeypatch.setattr(dispatch, "gateway", lambda: scripted)
        return scripted

    return use


@pytest.fixture
def played():
    with PlayedGateway() as gateway:
        yield gateway


@pytest.fixture
def http(played, settings):
    settings.SMS_HTTP_URL = played.url
    return HttpGateway()
