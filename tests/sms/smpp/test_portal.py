"""The gateway with the portal's own tables behind it."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections
from django.utils import timezone

from cabinet.smpp_settings import SmppSettings, Where
from cabinet.sms import gateways
from cabinet.sms.gateways.smpp import Smpp
from cabinet.sms.models import IncomingSms, PartStatus, SmsMessage, SmsPart, SmsReceipt
from tests import engines
from tests.sms.smpp.scene import MSISDN, QUICK, until

pytestmark = pytest.mark.django_db(transaction=True)
TRY_AGAIN = 0x64
FROM = {"source": MSISDN, "destination": "0611"}


@pytest.fixture
def portal(smsc, settings) -> Iterator[Smpp]:
    """As the installation makes it: by its short name, from the settings."""
    binds = (Where(1, "127.0.0.1", smsc.port),)
    settings.SMPP = SmppSettings(binds=binds, system_id="portal", password="secret", sender="0611", **QUICK)
    settings.SMS_GATEWAY = "smpp"
    gateways._made.cache_clear()
    made = gateways.gateway()
    assert isinstance(made, Smpp)
    made.open()
    assert until(made.ready)
    yield made
    made.close()
    gateways._made.cache_clear()
    connections.close_all()


def end_other_connections(server: psycopg.Connection) -> None:
    """To the test's database, all but its own, which is open already."""
    name, us = connection.settings_dict["NAME"], connection.connection.info.backend_pid
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s", [name, us]
    )


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody gets in, and who was in is out, but for the test itself."""
    name = connection.settings_dict["NAME"]
    connection.ensure_connection()
    with psycopg.connect(os.environ[engines.SERVER], autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            end_other_connections(server)
            yield
        finally:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_what_a_person_sends_is_a_row_before_the_smsc_hears_ok(smsc, portal):
    assert smsc.deliver(**FROM, text="БАЛАНС") == 0
    row = IncomingSms.objects.get()
    assert (row.gateway, row.msisdn, row.short_number) == ("smpp", MSISDN, "0611")


def test_a_long_one_is_put_together(smsc, portal):
    for seq, whole in ((2, 0), (1, 1)):
        assert smsc.deliver(**FROM, text=f"часть {seq}", udh=f"0500039102{seq:02x}") == 0
        assert IncomingSms.objects.count() == whole


def test_a_receipt_finds_its_segment_or_waits_for_it(smsc, portal):
    now = timezone.now()
    message = SmsMessage.objects.create(
        public_id=uuid.uuid4(), msisdn=MSISDN, kind="notice", status="sent", not_after=now, created_at=now
    )
    SmsPart.objects.create(message=message, seq=1, gateway="smpp", gateway_id="17")
    assert smsc.receipt("17") == 0
    assert smsc.receipt("18", "UNDELIV") == 0
    assert SmsPart.objects.get().status == PartStatus.DELIVERED
    assert SmsMessage.objects.get().status == "delivered"
    assert SmsReceipt.objects.get().gateway_id == "18"


def test_while_the_database_is_away_the_smsc_is_asked_to_come_again(smsc, portal):
    assert smsc.deliver(**FROM, text="110") == 0
    with database_away():
        assert smsc.deliver(**FROM, text="102") == TRY_AGAIN
        assert smsc.receipt("17") == TRY_AGAIN
    assert smsc.deliver(**FROM, text="102") == 0
    assert smsc.receipt("17") == 0
    assert IncomingSms.objects.count() == 2
    assert SmsReceipt.objects.count() == 1


def test_a_database_that_was_restarted_meanwhile_is_not_noticed(smsc, portal):
    assert smsc.deliver(**FROM, text="110") == 0
    connection.ensure_connection()
    with psycopg.connect(os.environ[engines.SERVER], autocommit=True) as server:
        end_other_connections(server)
    assert smsc.deliver(**FROM, text="102") == 0
    assert IncomingSms.objects.count() == 2
