"""A number is closed with all that hangs on it (A13)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cabinet.accounts.access import Right, allowed, lines_for
from cabinet.accounts.current import SESSION_LINE
from cabinet.accounts.models import (
    Access,
    CodePurpose,
    Line,
    LineStatus,
    LoginCode,
    Role,
    SecurityEvent,
    Session,
)
from cabinet.accounts.services.codes import CodeSpent, check_code, request_code
from cabinet.accounts.services.lines import close_line
from cabinet.accounts.services.sign_in import sign_in_by_code
from cabinet.core import line_closing
from cabinet.core.channels import Channel
from cabinet.requests.models import RequestStatus
from cabinet.requests.services.steps import open_request
from cabinet.sms.cipher import unseal
from cabinet.sms.models import DeviceMessage, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.dispatch import dispatch
from cabinet.sms.services.outbox import enqueue
from chat.models import Conversation, ConversationStatus, NoticeEnd, ReplyNotice, Topic
from chat.services.open_conversation import open_conversation
from chat.services.reopening import NumberClosed
from chat.services.reply import reply
from chat.services.say import say
from tests.people import NOW, PASSWORD, give_access, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER, OTHER = "79031234567", "79031234568"
LATER = NOW + timedelta(minutes=1)


def is_signed_in(client):
    return client.get("/settings/").status_code == 200


def close(line, **more):
    return close_line(line=Line.objects.get(pk=line.pk), now=LATER, **more)


def code_sent():
    return unseal(bytes(SmsMessage.objects.order_by("-pk")[0].body))[-6:]


def test_closing_a_number_ends_its_life_once():
    admin = make_specialist()
    _owner, line = make_owner(NUMBER)
    assert close(line, made_by=admin) is True
    assert close(line, made_by=admin) is False
    line.refresh_from_db()
    assert (line.status, line.closed_at) == (LineStatus.CLOSED, LATER)
    event = SecurityEvent.objects.get(kind="line_closed")
    assert (event.line, event.made_by, event.channel) == (line, admin, Channel.STAFF)


def test_sessions_that_the_number_opened_end_and_others_of_the_owner_go_on():
    owner, line = make_owner(NUMBER, OTHER)
    by_this, by_other = signed_in(owner, line=line), signed_in(owner)
    close(line)
    assert not is_signed_in(by_this)
    assert is_signed_in(by_other)


def test_who_is_left_without_a_number_is_signed_out_everywhere():
    owner, line = make_owner(NUMBER)
    person = give_access(line, by_code=True)
    browsers = [signed_in(owner), signed_in(person)]
    close(line)
    assert [is_signed_in(browser) for browser in browsers] == [False, False]
    assert not Session.objects.filter(user__in=[owner, person]).exists()


def test_who_has_another_number_stays_signed_in_and_sees_that_one():
    _owner, line = make_owner(NUMBER)
    _another, kept = make_owner(OTHER)
    person = give_access(line)
    Access.objects.create(user=person, line=kept, role=Role.VIEWER)
    browser = signed_in(person)
    session = browser.session
    session[SESSION_LINE] = str(line.public_id)
    session.save()
    close(line)
    assert list(lines_for(person)) == [kept]
    assert browser.get("/").status_code == 200
    assert browser.get(f"/?line={line.public_id}").status_code == 404


def test_accesses_end_and_each_who_had_one_reads_of_it_in_their_journal():
    _owner, line = make_owner(NUMBER)
    people = [give_access(line, by_code=True), give_access(line, role=Role.VIEWER)]
    close(line)
    assert not Access.objects.filter(line=line).exists()
    assert not any(allowed(person, line, Right.SEE_BALANCE) for person in people)
    told = SecurityEvent.objects.filter(kind="access_revoked").values_list("user", flat=True)
    assert set(told) == {person.pk for person in people}


@pytest.mark.parametrize("purpose", CodePurpose)
def test_no_code_works_any_more_whatever_for(purpose):
    _owner, line = make_owner(NUMBER)
    request_code(msisdn=NUMBER, purpose=purpose, now=NOW, wording=lambda code, _language: f"Код {code}")
    code = code_sent()
    close(line)
    with pytest.raises(CodeSpent):
        check_code(msisdn=NUMBER, purpose=purpose, typed=code, now=LATER)
    assert not LoginCode.objects.filter(used_at=None).exists()


def test_sms_on_their_way_are_taken_back_and_the_telephone_is_emptied():
    _owner, line = make_owner(NUMBER)
    _stranger, elsewhere = make_owner(OTHER)
    for msisdn in (NUMBER, OTHER):
        DeviceMessage.objects.create(source=uuid4(), msisdn=msisdn, sender="x", kind="code", text="123456", at=NOW)
        enqueue(msisdn=msisdn, text="личное", kind=SmsKind.NOTICE, now=NOW, not_after=NOW + timedelta(days=1))
    about_it = enqueue(  # about it, to another number
        msisdn=OTHER,
        text="личное",
        kind=SmsKind.NOTICE,
        now=NOW,
        not_after=NOW + timedelta(days=1),
        line_public_id=line.public_id,
    )
    close(line)
    gone = SmsMessage.objects.filter(status=SmsStatus.EXPIRED)
    assert {message.pk for message in gone} == {about_it.pk, SmsMessage.objects.get(msisdn=NUMBER).pk}
    assert all(bytes(message.body) == b"" for message in gone)
    assert list(DeviceMessage.objects.values_list("msisdn", flat=True)) == [OTHER]
    assert elsewhere.closed_at is None


def test_an_sms_in_the_gateways_hands_is_not_sent_a_second_time():
    _owner, line = make_owner(NUMBER)
    sms = enqueue(msisdn=NUMBER, text="личное", kind=SmsKind.NOTICE, now=NOW, not_after=NOW + timedelta(days=999))
    SmsMessage.objects.filter(pk=sms.pk).update(status=SmsStatus.SENDING, claim=uuid4(), lease_until=NOW)
    close(line)
    dispatch(LATER)
    dispatch(LATER)
    sms.refresh_from_db()
    assert (sms.status, bytes(sms.body)) == (SmsStatus.UNKNOWN, b"")
    assert not DeviceMessage.objects.exists()


def test_the_owner_is_told_on_their_other_numbers_alone():
    owner, line = make_owner(NUMBER, OTHER)
    Access.objects.create(user=owner, line=Line.objects.get(msisdn=OTHER), role=Role.MANAGER, by_code=True)
    close(line)
    sms = SmsMessage.objects.get(status=SmsStatus.QUEUED)
    assert sms.msisdn == OTHER
    assert "903 123-45-67" in unseal(bytes(sms.body))


def test_requests_about_the_number_end_and_others_go_on():
    owner, line = make_owner(NUMBER)
    _stranger, elsewhere = make_owner(OTHER)
    about = open_request(kind="plain", now=NOW, user=owner, line=line, next_step_at=LATER)
    other = open_request(kind="plain", now=NOW, user=None, line=elsewhere)
    of_the_person = open_request(kind="plain", now=NOW, user=owner)
    close(line)
    for request in (about, other, of_the_person):
        request.refresh_from_db()
    assert (about.status, about.next_step_at) == (RequestStatus.CANCELLED, None)
    assert (other.status, of_the_person.status) == (RequestStatus.ACCEPTED, RequestStatus.ACCEPTED)


def test_conversations_close_and_nothing_is_told_of_replies():
    owner, line = make_owner(NUMBER)
    conversation = open_conversation(line=line, topic=Topic.objects.all()[0], author=owner, now=NOW)
    say(conversation=conversation, author=owner, client_id=uuid4(), text="Вопрос", now=NOW)
    reply(conversation=conversation, specialist=make_specialist(), client_id=uuid4(), text="Ответ", now=NOW)
    close(line)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since) == (ConversationStatus.CLOSED, None)
    assert ReplyNotice.objects.get().end == NoticeEnd.LINE_CLOSED
    with pytest.raises(NumberClosed):
        say(conversation=conversation, author=owner, client_id=uuid4(), text="Ещё", now=LATER)
    assert not Conversation.objects.filter(status=ConversationStatus.OPEN).exists()


def test_a_primary_number_that_closes_leaves_nobody_in_its_place():
    owner, line = make_owner(NUMBER, OTHER)
    close(line)
    contract = line.contract
    contract.refresh_from_db()
    assert (contract.owner, contract.primary_line) == (owner, None)
    request_code(msisdn=OTHER, purpose=CodePurpose.SIGN_IN, now=LATER)
    user, _line = sign_in_by_code(msisdn=OTHER, typed=code_sent(), now=LATER)
    assert user != owner  # whoever holds the son's telephone does not become the mother


def test_the_owner_keeps_the_password_and_sees_that_there_are_no_numbers():
    owner, line = make_owner(NUMBER)
    owner.login = "maria"
    owner.set_password(PASSWORD)
    owner.save()
    close(line)
    browser = Client()
    by_number = browser.post("/login/password/", {"phone": NUMBER, "password": PASSWORD})
    assert by_number.status_code == 422
    browser.post("/login/password/", {"phone": "maria", "password": PASSWORD})
    page = browser.get("/")
    assert page.templates[0].name == "home/no_numbers.html"
    assert browser.get("/chat/").status_code == 404


def test_a_step_that_fails_leaves_the_number_as_it_was(monkeypatch):
    def fail(line, now):
        raise RuntimeError

    monkeypatch.setattr(line_closing, "_steps", {**line_closing._steps, "fails": fail})
    owner, line = make_owner(NUMBER)
    browser = signed_in(owner, line=line)
    with pytest.raises(RuntimeError):
        close(line)
    line.refresh_from_db()
    assert (line.status, line.closed_at) == (LineStatus.ACTIVE, None)
    assert is_signed_in(browser)
