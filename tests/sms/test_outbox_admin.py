"""What staff see of the outbox, and the one thing that they can do: send a notice again, where that is safe."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from cabinet.accounts.models import SecurityEventKind
from cabinet.accounts.selectors import journal_of
from cabinet.sms.gateways.base import Accepted
from cabinet.sms.models import BulkCategory, SmsKind, SmsMessage, SmsPart, SmsStatus
from cabinet.sms.services.claims import claim_one
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.services.record import Report, record
from cabinet.sms.services.settle import settle
from tests.accounts.test_journal_for_staff import clerk
from tests.people import NOW, make_owner
from tests.sms.resident import Resident

pytestmark = pytest.mark.django_db

LIST = "/admin/sms/smsmessage/"
OVERVIEW = "/admin/sms/smsmessage/overview/"
WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def promise(kind=SmsKind.NOTICE, line=None, ttl=HOUR) -> SmsMessage:
    return enqueue(
        msisdn="79031234567",
        text="Привет",
        kind=kind,
        now=NOW,
        not_after=NOW + ttl,
        line_public_id=line and line.public_id,
        category=BulkCategory.ADVERTISING if kind == SmsKind.BULK else None,
    )


def in_doubt(kind=SmsKind.NOTICE, **more) -> SmsMessage:
    """Its sender died; returned as it was claimed."""
    message = claim_one(promise(kind, **more).pk, claim=uuid.uuid4(), gateway="smpp", now=NOW)
    assert message is not None
    SmsMessage.objects.filter(pk=message.pk).update(lease_until=NOW)
    settle(NOW, gateway=Resident())
    return message


def send_again(client, *sms: SmsMessage):
    chosen = [message.pk for message in sms]
    return client.post(LIST, {"action": "send_again", "_selected_action": chosen}, follow=True)


def state(message: SmsMessage) -> str:
    return SmsMessage.objects.get(pk=message.pk).status


@pytest.fixture
def staff():
    return clerk("view_smsmessage", "resend_smsmessage")


def test_a_notice_in_doubt_is_sent_again_after_the_time_of_reports(staff, clock):
    message = in_doubt()
    assert "не раньше" in staff.get(f"{LIST}{message.pk}/change/").content.decode()
    clock.shift(WINDOW - timedelta(seconds=1))
    assert "Не тронуто: 1 SMS" in send_again(staff, message).content.decode()
    assert state(message) == SmsStatus.UNKNOWN
    clock.shift(timedelta(seconds=1))
    assert "можно:" in staff.get(f"{LIST}{message.pk}/change/").content.decode()
    assert "Снова в очереди: 1 SMS" in send_again(staff, message).content.decode()
    assert state(message) == SmsStatus.QUEUED
    assert "Не тронуто: 1 SMS" in send_again(staff, message).content.decode()  # pressed twice, queued once


def test_who_had_it_sent_again_is_in_both_journals(staff, clock):
    owner, line = make_owner("79031234567")
    message = in_doubt(line=line)
    clock.shift(WINDOW)
    send_again(staff, message)
    (event,) = journal_of(owner, kinds={SecurityEventKind.STAFF_CHANGED})
    assert (event.made_by.name, event.line, event.details.facts) == ("Пётр", line, {"what": "sms"})
    assert LogEntry.objects.get().object_id == str(message.pk)


@pytest.mark.parametrize("kind", [SmsKind.CODE, SmsKind.BULK])
def test_a_code_or_bulk_is_never_sent_again(staff, clock, kind):
    message = in_doubt(kind)
    clock.shift(WINDOW)
    send_again(staff, message)
    assert state(message) == SmsStatus.UNKNOWN


def test_what_is_too_late_is_not_sent_again_and_its_text_is_gone(staff, clock):
    message = in_doubt(ttl=2 * WINDOW)
    clock.shift(2 * WINDOW)
    settle(NOW + 2 * WINDOW, gateway=Resident())
    send_again(staff, message)
    kept = SmsMessage.objects.get()
    assert (kept.status, bytes(kept.body)) == (SmsStatus.UNKNOWN, b"")


def test_what_a_gateway_has_named_is_not_sent_again(staff, clock):
    message = in_doubt()
    SmsPart.objects.create(message=message, seq=1, gateway="smpp", gateway_id="a")
    clock.shift(WINDOW)
    send_again(staff, message)
    assert state(message) == SmsStatus.UNKNOWN


def test_an_answer_that_comes_after_all_keeps_it_from_being_sent_again(staff, clock):
    message = in_doubt()
    clock.shift(WINDOW)
    send_again(staff, message)
    record([Report(message, Accepted(("a",)), NOW + WINDOW, repeatable=False)])
    assert state(message) == SmsStatus.SENT


def test_what_was_put_back_and_then_is_too_late_is_not_said_to_have_stayed(staff, clock):
    message = in_doubt()
    clock.shift(WINDOW)
    send_again(staff, message)
    settle(NOW + HOUR, gateway=Resident())
    assert state(message) == SmsStatus.UNKNOWN


def test_sending_again_needs_a_permission_of_its_own(clock):
    message = in_doubt()
    clock.shift(WINDOW)
    reader = clerk("view_smsmessage")
    assert "send_again" not in reader.get(LIST).content.decode()
    send_again(reader, message)
    assert state(message) == SmsStatus.UNKNOWN
    stranger = clerk()
    assert stranger.get(OVERVIEW).status_code == 403
    assert send_again(stranger, message).status_code == 403


def test_parts_are_shown_and_nothing_can_be_changed(staff):
    message = claim_one(promise().pk, claim=uuid.uuid4(), gateway="smpp", now=NOW)
    record([Report(message, Accepted(("first-part", "second-part")), NOW, repeatable=False)])
    page = staff.get(f"{LIST}{message.pk}/change/").content.decode()
    assert "first-part" in page
    assert "second-part" in page
    assert "_save" not in page


def test_messages_of_one_gateway_can_be_chosen(staff):
    in_doubt()
    promise()
    found = staff.get(LIST, {"gateway": "smpp"}).context["cl"].result_list
    assert [message.status for message in found] == ["unknown"]


def test_the_overview_tells_queues_and_fates_and_leads_to_the_unknown(staff, django_assert_max_num_queries, clock):
    in_doubt()
    for _index in range(3):
        message = claim_one(promise(SmsKind.CODE).pk, claim=uuid.uuid4(), gateway="smpp", now=NOW)
        record([Report(message, Accepted(("a",), delivered=True), NOW, repeatable=False)])
    promise(SmsKind.BULK)
    clock.shift(timedelta(minutes=3))
    with django_assert_max_num_queries(9):  # the session, the person, the device, their rights, and two of ours
        page = staff.get(OVERVIEW).content.decode()
    assert "3 мин" in page
    assert "100% (3)" in page
    assert "100% (1)" in page
    assert f"{reverse('admin:sms_smsmessage_changelist')}?status__exact=unknown" in page


def test_a_quiet_day_is_said_in_words(staff):
    assert "За сутки не обещано ни одного SMS." in staff.get(OVERVIEW).content.decode()
