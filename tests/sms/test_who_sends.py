"""Which process speaks to the gateway: its own where it holds connections, the dispatcher and workers otherwise."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cabinet.core import health
from cabinet.sms import gateways
from cabinet.sms.models import SmsKind, SmsStatus
from cabinet.sms.services import dispatch
from cabinet.sms.services.outbox import enqueue
from tests.sms.resident import Resident

pytestmark = pytest.mark.django_db


def test_the_dispatcher_leaves_a_resident_gateway_to_its_own_process(monkeypatch):
    gateway = Resident()
    monkeypatch.setattr(dispatch, "gateway", lambda: gateway)
    now = timezone.now()
    message = enqueue(
        msisdn="79031234567", text="Привет", kind=SmsKind.NOTICE, now=now, not_after=now + timedelta(minutes=10)
    )
    assert dispatch.dispatch(timezone.now()) == 0
    assert dispatch.send(sms_id=message.pk) is False
    message.refresh_from_db()
    assert (gateway.given, message.status) == ([], SmsStatus.QUEUED)


def test_a_gateway_without_connections_needs_no_such_process():
    with pytest.raises(CommandError, match="dispatcher"):
        call_command("sms_gateway")


def test_readiness_looks_for_the_process_only_where_the_gateway_needs_it(client, monkeypatch):
    assert "sms_gateway" not in client.get("/readyz").json()
    monkeypatch.setattr(gateways, "_made", lambda path: Resident())
    assert client.get("/readyz").json()["sms_gateway"] == "silent"
    health.beat("sms_gateway", timezone.now())
    assert client.get("/readyz").json()["sms_gateway"] == "ok"
