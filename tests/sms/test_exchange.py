"""Writing down what became of messages and claiming the next ones: one transaction, both or neither."""

import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.sms.gateways.base import Accepted, Outcome, Refused
from cabinet.sms.models import SmsKind, SmsMessage, SmsPart, SmsStatus
from cabinet.sms.services import exchange as exchange_module
from cabinet.sms.services.claims import claim_many
from cabinet.sms.services.exchange import record_and_claim
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.services.record import Report

pytestmark = pytest.mark.django_db(transaction=True)

ROOM = dict.fromkeys(SmsKind, 2)


def promise(times: int) -> list[SmsMessage]:
    now, later = timezone.now(), timezone.now() + timedelta(minutes=10)
    return [
        enqueue(msisdn="79031234567", text="Привет", kind=SmsKind.NOTICE, now=now, not_after=later)
        for _message in range(times)
    ]


def claimed() -> list[SmsMessage]:
    return claim_many(room=ROOM, claim=uuid.uuid4(), gateway="g", now=timezone.now())


def said(message: SmsMessage, outcome: Outcome) -> Report:
    return Report(message, outcome, timezone.now(), False)


def exchange(*reports: Report) -> list[SmsMessage]:
    return record_and_claim(reports, room=ROOM, claim=uuid.uuid4(), gateway="g", now=timezone.now())


def test_it_is_one_question_to_the_database_and_both_are_committed():
    promised = promise(4)
    reports = [said(message, Accepted((str(message.pk),))) for message in claimed()]
    with CaptureQueriesContext(connection) as asked:
        given = exchange(*reports)
    assert len(asked) == 1
    assert connection.connection.info.transaction_status.name == "IDLE"
    assert [message.pk for message in given] == [message.pk for message in promised[2:]]
    assert list(SmsMessage.objects.order_by("pk").values_list("status", flat=True)) == ["sent"] * 2 + ["sending"] * 2
    assert SmsPart.objects.count() == 2


def test_what_was_claimed_is_read_with_all_that_is_needed_to_send_it():
    promise(1)
    (message,) = exchange()
    with CaptureQueriesContext(connection) as asked:
        for name in ("public_id", "msisdn", "line_public_id", "kind", "category", "not_after", "quiet_zone", "gateway"):
            getattr(message, name)
        assert (message.attempts, message.status) == (1, SmsStatus.SENDING)
        assert bytes(message.body)
        assert message.claim
    assert len(asked) == 0


def test_what_is_put_back_after_a_refusal_is_not_claimed_at_once():
    promise(1)
    (message,) = claimed()
    assert exchange(said(message, Refused("full", permanent=False))) == []
    again = SmsMessage.objects.get()
    assert (again.status, again.claim) == (SmsStatus.QUEUED, None)


def test_what_somebody_put_back_meanwhile_is_written_down_and_not_claimed_again():
    """Its lease lapsed at a gateway that recognises messages: it is due, and known to have left, at one moment."""
    promise(1)
    (message,) = claimed()
    SmsMessage.objects.update(status=SmsStatus.QUEUED, lease_until=None)
    assert exchange(said(message, Accepted(("a",)))) == []
    assert SmsMessage.objects.get().status == SmsStatus.SENT


def test_what_the_server_ends_before_the_commit_has_not_happened(monkeypatch):
    promise(3)
    reports = [said(message, Accepted((str(message.pk),))) for message in claimed()]
    with monkeypatch.context() as patch:
        killed = f"{exchange_module.RECORD_AND_CLAIM};SELECT pg_terminate_backend(pg_backend_pid())"
        patch.setattr(exchange_module, "RECORD_AND_CLAIM", killed)
        with pytest.raises(OperationalError):
            exchange(*reports)
    connection.close()
    assert list(SmsMessage.objects.order_by("pk").values_list("status", flat=True)) == ["sending"] * 2 + ["queued"]
    assert not SmsPart.objects.exists()
    assert len(exchange(*reports)) == 1
    assert SmsPart.objects.count() == 2


def test_one_report_that_cannot_be_written_harms_neither_the_others_nor_the_claim():
    promise(4)
    first, second = claimed()
    given = exchange(said(first, Accepted(("\ud800",))), said(second, Accepted(("b",))))
    assert len(given) == 2
    assert SmsPart.objects.get().message_id == second.pk
    assert SmsMessage.objects.get(pk=first.pk).status == SmsStatus.SENDING  # its lease will lapse
