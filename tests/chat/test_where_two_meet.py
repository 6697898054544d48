"""What must hold where two things meet: a sweep and a reading, two conversations, two people, two times."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.models import Line, User
from cabinet.sms.models import SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.outbox import enqueue, withdraw
from chat.models import Conversation, ReplyNotice, Topic
from chat.services import reply_notices
from chat.services.assign import take
from chat.services.open_conversation import open_conversation
from chat.services.read import read_by_subscriber
from chat.services.reopening import ContinuedElsewhere
from chat.services.reply import reply
from chat.services.say import say
from tests.chat.promises.closed import close
from tests.people import NOW, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(line, owner):
    """A conversation with one question."""
    conversation = open_conversation(line=line, topic=Topic.objects.all()[0], author=line.contract.owner, now=NOW)
    say(conversation=conversation, author=owner, client_id=uuid4(), text="Вопрос", now=NOW)
    return conversation


def answer(conversation, specialist, now=NOW):
    return reply(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Ответ", now=now)


def test_the_chat_page_lists_conversations_of_its_line_only(talk, owner):
    stranger, _line = make_owner("79160000001")
    assert "Вопрос" in signed_in(owner).get("/chat/").content.decode()
    assert signed_in(stranger).get("/chat/").context["conversations"].count() == 0


def test_an_sms_that_left_is_not_taken_back():
    message = enqueue(msisdn="79031234567", text="Привет", kind=SmsKind.NOTICE, now=NOW, not_after=NOW + timedelta(1))
    SmsMessage.objects.update(status=SmsStatus.DELIVERED, body=b"")
    assert withdraw(sms_id=message.pk, now=NOW) is False
    assert SmsMessage.objects.get().status == SmsStatus.DELIVERED


@pytest.mark.django_db(transaction=True)
def test_reading_while_a_sweep_tells_takes_the_sms_back(settings):
    settings.CHAT_SMS_DELAY = 0
    owner, line = make_owner("79031234567")
    specialist = make_specialist()
    conversation = open_conversation(line=line, topic=Topic.objects.all()[0], author=line.contract.owner, now=NOW)
    say(conversation=conversation, author=owner, client_id=uuid4(), text="Вопрос", now=NOW)
    said = answer(conversation, specialist)

    def read() -> None:
        read_by_subscriber(conversation=conversation, reader=owner, seq=said.seq, now=NOW)
        connections.close_all()

    reading = threading.Thread(target=read)
    with transaction.atomic():
        assert reply_notices.sweep(NOW + timedelta(seconds=1)) == 1
        reading.start()
        _wait_for_a_waiter()
    reading.join(timeout=30)
    assert SmsMessage.objects.get().status == SmsStatus.EXPIRED
    assert ReplyNotice.objects.get().state == "ended"


def _wait_for_a_waiter() -> None:
    """Until somebody waits for a lock of this transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        for _time in range(3000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    pytest.fail("nobody waits")


def test_writing_into_a_closed_conversation_beside_a_newer_one_is_refused_in_words(talk, owner, line, specialist):
    answer(talk, specialist)
    talk.refresh_from_db()
    close(conversation=talk, specialist=specialist, seen_seq=talk.last_seq, now=NOW)
    newer = open_conversation(line=line, topic=talk.topic, author=line.contract.owner, now=NOW)
    assert newer != talk
    with pytest.raises(ContinuedElsewhere):
        say(conversation=talk, author=owner, client_id=uuid4(), text="Ещё вопрос", now=NOW)
    assert Conversation.objects.filter(status="open").count() == 1


def test_taking_a_closed_conversation_tells_the_subscriber_nothing(talk, specialist):
    answer(talk, specialist)
    talk.refresh_from_db()
    close(conversation=talk, specialist=specialist, seen_seq=talk.last_seq, now=NOW)
    before = Conversation.objects.get(pk=talk.pk).public_seq
    take(conversation=talk, specialist=make_specialist("petr"), now=NOW)
    assert Conversation.objects.get(pk=talk.pk).public_seq == before


def test_a_subscriber_never_sees_the_login_of_a_specialist(talk, owner, specialist):
    User.objects.filter(pk=specialist.pk).update(name="")
    answer(talk, User.objects.get(pk=specialist.pk))
    page = signed_in(owner).get(f"/chat/{talk.public_id}/", follow=True).content.decode()
    assert "Ответ" in page
    assert "anna" not in page


def test_pressed_again_at_the_limit_it_is_the_same_message(talk, owner, settings):
    settings.CHAT_FLOOD = "1/minute"
    client = signed_in(owner)
    address = f"/chat/{talk.public_id}/?line={talk.line.public_id}"
    form = {"line": str(talk.line.public_id), "text": "Один раз", "client_id": str(uuid4())}
    client.post(address, form)
    refused = client.post(address, form)
    assert refused.status_code == 429
    assert refused.context["form"]["client_id"].value() == form["client_id"]


def test_the_desk_has_the_same_limit_against_floods(talk, specialist, settings):
    settings.CHAT_FLOOD = "1/minute"
    client = signed_in(specialist)
    for _time in range(2):
        answered = client.post(f"/desk/{talk.public_id}/", {"text": "Ответ", "client_id": str(uuid4())})
    assert answered.status_code in (422, 429)


def test_a_conversation_is_opened_only_by_a_form_that_says_its_number(owner):
    topic = Topic.objects.all()[0]
    assert signed_in(owner).post("/chat/", {"topic": topic.slug}).status_code == 404
    assert not Conversation.objects.exists()


def test_a_specialist_without_a_second_factor_loses_their_sockets(talk, specialist):
    from chat.check import check

    client = signed_in(specialist)
    key = client.session.session_key
    socket = type("S", (), {"user_id": specialist.pk, "session_key": key, "conversation_id": None, "at_desk": True})()
    assert check([socket], timezone.now())[0].allowed
    TOTPDevice.objects.filter(user=specialist).delete()
    StaticDevice.objects.filter(user=specialist).delete()
    assert not check([socket], timezone.now())[0].allowed


def test_of_television_the_primary_number_is_told(owner, line, specialist, settings):
    settings.CHAT_SMS_DELAY = 0
    tv = Line.objects.create(contract=line.contract, number="450", kind="tv", opened_at=NOW)
    conversation = open_conversation(line=tv, topic=Topic.objects.all()[0], author=tv.contract.owner, now=NOW)
    say(conversation=conversation, author=owner, client_id=uuid4(), text="Не показывает", now=NOW)
    answer(conversation, specialist)
    reply_notices.sweep(NOW + timedelta(seconds=1))
    assert SmsMessage.objects.get().msisdn == line.msisdn
