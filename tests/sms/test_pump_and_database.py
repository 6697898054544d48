"""The pump whose database is away, cuts an answer off, or will not write what was said: nothing is lost or doubled."""

import threading
from collections import Counter

import pytest
from django.db import OperationalError
from django.utils import timezone

from cabinet.sms.gateways.base import Accepted
from cabinet.sms.models import SmsKind, SmsMessage, SmsPart, SmsStatus
from cabinet.sms.services import pump as pump_module
from tests.sms.resident import Resident, becomes, promise, pumping, statuses

pytestmark = pytest.mark.django_db(transaction=True)

NOTICE = SmsKind.NOTICE


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    settings.SMS_POLL = 0.02
    monkeypatch.setattr(pump_module, "SETTLE_EVERY", 0.05)


def test_an_outcome_outlives_the_database_and_corrects_what_was_presumed(monkeypatch, settings):
    """While the database was away the lease lapsed, and another process called the fate unknown."""
    gateway = Resident(Accepted(("late",)))
    away = threading.Event()
    record, record_and_claim = pump_module.record, pump_module.record_and_claim

    def fails_while_away(reports):
        if away.is_set() and reports:
            raise OperationalError("away")
        record(reports)

    def claims_nothing_while_away(reports, **rest):
        if away.is_set() and reports:
            raise OperationalError("away")
        return record_and_claim(reports, **rest)

    monkeypatch.setattr(pump_module, "record", fails_while_away)
    monkeypatch.setattr(pump_module, "record_and_claim", claims_nothing_while_away)
    monkeypatch.setattr(pump_module, "AWAY_PAUSE", 0.02)
    away.set()
    promise()
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 1)
        SmsMessage.objects.update(lease_until=timezone.now())
        pump_module.settle(timezone.now(), gateway=gateway)
        assert statuses() == {SmsStatus.UNKNOWN: 1}
        away.clear()
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 1})
    sent = SmsMessage.objects.get()
    assert (sent.error, sent.finished_at, bytes(sent.body)) == ("", None, b"")
    assert SmsPart.objects.get().gateway_id == "late"
    assert len(gateway.given) == 1


def test_a_claim_whose_answer_was_lost_is_given_back(monkeypatch):
    gateway = Resident()
    record_and_claim = pump_module.record_and_claim
    lost = []

    def loses_the_first_answer(reports, **rest):
        messages = record_and_claim(reports, **rest)
        if not lost:
            lost.extend(messages)
            raise OperationalError("cut")
        return messages

    monkeypatch.setattr(pump_module, "record_and_claim", loses_the_first_answer)
    monkeypatch.setattr(pump_module, "AWAY_PAUSE", 0.02)
    promise(NOTICE, 3)
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 3})
    assert len(lost) == 3
    assert len(gateway.given) == 3


@pytest.mark.parametrize("committed", [True, False])
def test_neither_what_was_said_nor_the_claim_is_lost_with_the_answer_to_both(monkeypatch, committed):
    """Whether the transaction took place or not: all is written down, and each message is given once."""
    record_and_claim, cuts = pump_module.record_and_claim, []

    def cut(reports, **rest):
        if not reports or cuts:
            return record_and_claim(reports, **rest)
        cuts.append(len(reports))
        if committed:
            assert record_and_claim(reports, **rest)
        raise OperationalError("cut")

    monkeypatch.setattr(pump_module, "record_and_claim", cut)
    monkeypatch.setattr(pump_module, "AWAY_PAUSE", 0.02)
    gateway = Resident(at_once=2)
    promise(NOTICE, 6)
    with pumping(gateway):
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 6})
    assert cuts
    assert Counter(message.public_id for message in gateway.given).total() == 6
    assert len({message.public_id for message in gateway.given}) == 6
    assert SmsPart.objects.count() == 6


def test_a_report_that_cannot_be_written_harms_neither_the_others_nor_the_claim():
    gateway = Resident(Accepted(("\ud800",)), at_once=4)
    gateway.hold()
    promise(NOTICE, 9)
    with pumping(gateway):
        assert becomes(lambda: len(gateway.given) == 4)
        gateway.free.set()
        assert becomes(lambda: statuses() == {SmsStatus.SENT: 8, SmsStatus.SENDING: 1})  # until its lease lapses
    assert len(gateway.given) == 9
    assert SmsPart.objects.count() == 8
