"""The simulator's telephone, and what of it and of unknown numbers is forgotten."""

from datetime import timedelta

import pytest

from cabinet.sms import gateways
from cabinet.sms.models import DeviceMessage, SmsKind, SmsMessage
from cabinet.sms.services import tidy
from tests.people import NOW
from tests.sms.test_outbox import MSISDN, at_now, promise, sweep

__all__ = ["at_now"]  # a fixture of the outbox's tests: the clock stands at NOW here, too

pytestmark = pytest.mark.django_db


def test_the_simulated_telephone_keeps_a_message_for_a_day():
    promise()
    sweep()
    tidy.forget_device_messages(now=NOW + timedelta(hours=24))
    assert DeviceMessage.objects.exists()
    tidy.forget_device_messages(now=NOW + timedelta(hours=24, seconds=1))
    assert not DeviceMessage.objects.exists()


def test_the_phone_page_is_only_there_with_the_simulator(client, settings):
    promise()
    sweep()
    assert client.get(f"/phone/{MSISDN}.json").json()["messages"][0]["text"] == "Привет"
    assert client.get(f"/phone/{MSISDN}/").status_code == 200
    settings.SMS_GATEWAY = "somewhere.else.Gateway"
    assert client.get(f"/phone/{MSISDN}.json").status_code == 404
    assert client.get(f"/phone/{MSISDN}/").status_code == 404


def test_the_simulator_is_the_gateway_of_the_demonstration():
    assert gateways.is_simulated()
    assert gateways.gateway().deduplicates


def test_numbers_that_nobody_has_are_forgotten_after_a_week():
    promise(SmsKind.CODE, reachable=False)
    kept = promise()
    tidy.forget_unreachable(now=NOW + timedelta(days=7))
    assert SmsMessage.objects.count() == 2
    tidy.forget_unreachable(now=NOW + timedelta(days=7, seconds=1))
    assert list(SmsMessage.objects.all()) == [kept]
