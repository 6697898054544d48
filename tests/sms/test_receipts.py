"""Reports of delivery: late, early, twice, contradictory, for each part or for the first alone."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from cabinet.sms.gateways.base import Accepted, Unknown
from cabinet.sms.models import PartStatus, SmsKind, SmsMessage, SmsPart, SmsReceipt, SmsStatus
from cabinet.sms.services import receipts
from cabinet.sms.services.claims import claim_one
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.services.record import Report, record
from cabinet.sms.services.settle import settle
from tests.accounts.test_codes import in_threads
from tests.people import NOW
from tests.sms.resident import Resident

pytestmark = pytest.mark.django_db

DELIVERED, FAILED = PartStatus.DELIVERED, PartStatus.FAILED


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def promised(kind=SmsKind.NOTICE) -> SmsMessage:
    """A message that a gateway has in its hands."""
    now = timezone.now()
    message = enqueue(msisdn="79031234567", text="Привет", kind=kind, now=now, not_after=now + timedelta(hours=1))
    claimed = claim_one(message.pk, claim=uuid.uuid4(), gateway="g", now=now)
    assert claimed is not None
    return claimed


def outcome(message, said) -> None:
    record([Report(message, said, timezone.now(), repeatable=False)])


def sent(*parts: str) -> SmsMessage:
    message = promised()
    outcome(message, Accepted(parts))
    return message


def told(name, status=DELIVERED, reason="") -> None:
    receipts.take(gateway="g", gateway_id=name, status=status, now=timezone.now(), reason=reason)


def status() -> str:
    return SmsMessage.objects.get().status


def test_a_delivered_message_is_delivered():
    sent("a")
    told("a")
    message = SmsMessage.objects.get()
    assert (message.status, message.finished_at, message.error) == (SmsStatus.DELIVERED, NOW, "")
    assert SmsPart.objects.get().reported_at == NOW


def test_a_message_that_did_not_arrive_says_why():
    sent("a")
    told("a", FAILED, "EXPIRED 0 of 500")
    message = SmsMessage.objects.get()
    assert (message.status, message.finished_at, message.error) == (SmsStatus.FAILED, NOW, "EXPIRED 0 of 500")


def test_on_its_way_is_no_news():
    sent("a")
    told("a", PartStatus.SENT)
    told("nobody's", PartStatus.SENT)
    assert status() == SmsStatus.SENT
    assert not SmsReceipt.objects.exists()


def test_a_report_before_its_part_is_written_waits_for_it():
    message = promised()
    told("a")
    assert (status(), SmsReceipt.objects.count()) == (SmsStatus.SENDING, 1)
    outcome(message, Accepted(("a",)))
    assert (status(), SmsReceipt.objects.count()) == (SmsStatus.DELIVERED, 0)


def test_a_report_that_crossed_with_its_part_is_found_by_the_next_sweep():
    sent("a")
    SmsReceipt.objects.create(gateway="g", gateway_id="a", status=DELIVERED, at=NOW)
    settle(NOW, gateway=Resident())
    assert (status(), SmsReceipt.objects.count()) == (SmsStatus.DELIVERED, 0)


def test_another_gateways_part_of_the_same_name_is_another_part():
    sent("a")
    receipts.take(gateway="other", gateway_id="a", status=DELIVERED, now=NOW)
    assert (status(), SmsReceipt.objects.count()) == (SmsStatus.SENT, 1)


def test_a_report_that_comes_again_changes_nothing(at_now):
    sent("a")
    told("a")
    at_now.shift(timedelta(minutes=1))
    told("a")
    assert SmsMessage.objects.get().finished_at == NOW
    told("nobody's")
    told("nobody's")
    assert SmsReceipt.objects.count() == 1


@pytest.mark.parametrize("order", [(DELIVERED, FAILED), (FAILED, DELIVERED)])
@pytest.mark.parametrize("early", [True, False])
def test_what_the_telephone_confirmed_was_delivered_whatever_else_is_said(order, early):
    message = promised()
    if not early:
        outcome(message, Accepted(("a",)))
    for said in order:
        told("a", said, reason="" if said == DELIVERED else "UNDELIV")
    if early:
        outcome(message, Accepted(("a",)))
    assert (status(), SmsMessage.objects.get().error) == (SmsStatus.DELIVERED, "")
    assert not SmsReceipt.objects.exists()


def test_a_long_message_is_delivered_when_all_of_it_is():
    sent("a", "b", "c")
    for name in "cab":
        assert status() == SmsStatus.SENT
        told(name)
    assert status() == SmsStatus.DELIVERED


def test_a_long_message_of_which_a_part_is_lost_did_not_arrive():
    sent("a", "b")
    told("a")
    told("b", FAILED, "UNDELIV")
    assert (status(), SmsMessage.objects.get().error) == (SmsStatus.FAILED, "UNDELIV")
    told("b")
    assert status() == SmsStatus.DELIVERED


def test_a_gateway_that_reports_the_first_part_alone_is_understood(at_now, settings):
    sent("a", "b", "c")
    told("a")
    window = timedelta(seconds=settings.SMS_RECEIPT_WINDOW)
    at_now.shift(window - timedelta(seconds=1))
    settle(timezone.now(), gateway=Resident())
    assert status() == SmsStatus.SENT
    at_now.shift(timedelta(seconds=1))
    settle(timezone.now(), gateway=Resident())
    assert (status(), SmsMessage.objects.get().finished_at) == (SmsStatus.DELIVERED, NOW + window)
    told("b")  # it spoke after all: nothing new
    assert status() == SmsStatus.DELIVERED
    told("c", FAILED, "UNDELIV")
    assert status() == SmsStatus.FAILED


def test_silence_about_all_parts_is_no_delivery(at_now, settings):
    sent("a", "b")
    at_now.shift(timedelta(seconds=settings.SMS_RECEIPT_WINDOW + 1))
    settle(timezone.now(), gateway=Resident())
    assert status() == SmsStatus.SENT


def test_a_name_that_a_gateway_gives_anew_means_the_message_that_has_it_now():
    """Its counter began again after a restart."""
    old = sent("1")
    told("1")
    new = sent("1")
    assert set(SmsMessage.objects.values_list("pk", "status")) == {(old.pk, "delivered"), (new.pk, "sent")}
    told("1", FAILED, "UNDELIV")
    assert set(SmsMessage.objects.values_list("pk", "status")) == {(old.pk, "delivered"), (new.pk, "failed")}


def test_a_report_of_whoever_had_the_name_before_is_not_believed_of_its_next_holder(at_now):
    """The answer to the first was lost, so nobody knows its name; then the gateway's counter begins again."""
    outcome(promised(), Unknown("cut"))
    told("1")
    at_now.shift(timedelta(minutes=2))
    new = sent("1")
    settle(timezone.now(), gateway=Resident())
    assert SmsMessage.objects.get(pk=new.pk).status == SmsStatus.SENT
    told("1", FAILED, "UNDELIV")
    assert SmsMessage.objects.get(pk=new.pk).status == SmsStatus.FAILED


def test_whatever_the_other_side_writes_fits():
    sent("a" * 100 + "\0")
    told("a" * 100 + "\0", FAILED, "r\0" * 100)
    assert status() == SmsStatus.FAILED


def test_an_unknown_fate_is_corrected_by_the_answer_that_came_late():
    message = promised(SmsKind.CODE)
    settle(message.lease_until, gateway=Resident())
    assert status() == SmsStatus.UNKNOWN
    told("a")
    outcome(message, Accepted(("a",)))
    assert status() == SmsStatus.DELIVERED


@pytest.mark.parametrize(("said", "becomes"), [(DELIVERED, SmsStatus.DELIVERED), (FAILED, SmsStatus.FAILED)])
def test_a_report_under_our_own_id_tells_of_a_message_whose_answer_was_lost(said, becomes):
    message = promised()
    outcome(message, Unknown("no answer"))
    told(str(message.public_id), said)
    told("not-an-id-of-ours", said)
    settle(NOW, gateway=Resident())
    found = SmsMessage.objects.get()
    assert (found.status, bytes(found.body), SmsReceipt.objects.count()) == (becomes, b"", 1)


def test_an_answer_to_an_earlier_claim_corrects_nothing():
    message = promised()
    outcome(message, Unknown("cut"))
    SmsMessage.objects.update(claim=uuid.uuid4())
    outcome(message, Accepted(("a",)))
    assert (status(), SmsPart.objects.count()) == (SmsStatus.UNKNOWN, 0)


def test_an_answer_that_is_written_twice_is_written_once():
    message = promised()
    outcome(message, Accepted(("a",)))
    told("a")
    outcome(message, Accepted(("a",)))
    assert (status(), SmsPart.objects.get().status) == (SmsStatus.DELIVERED, DELIVERED)


@pytest.mark.django_db(transaction=True)
def test_reports_of_all_parts_at_once_miss_none():
    for turn in range(5):
        names = [f"{turn}-{seq}" for seq in range(8)]
        message = sent(*names)
        in_threads(lambda index, names=names: told(names[index]), 8)
        assert SmsMessage.objects.get(pk=message.pk).status == SmsStatus.DELIVERED
    connections.close_all()
