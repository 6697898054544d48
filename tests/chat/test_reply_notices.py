"""One SMS tells of a batch of unread replies, and none of what was read (C6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from cabinet.accounts.models import Access, Line, Role, User
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsKind, SmsMessage
from chat.models import Conversation, Leads, NoticeEnd, NoticeState, ReplyNotice
from chat.services.accept import Said
from chat.services.changes import change
from chat.services.presence import LASTS, keep_open
from chat.services.read import read_by_subscriber
from chat.services.reply import note
from chat.services.reply_notices import sweep
from chat.talk.replies import Reply
from chat.talk.saying import bot_says
from tests.people import NOW, add_line, make_owner

Write = Callable[..., Said]
DELAY = timedelta(seconds=30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual_delay(settings: object) -> None:
    settings.CHAT_SMS_DELAY = DELAY.total_seconds()  # type: ignore[attr-defined]


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_an_unread_reply_is_told_of_once(answer: Write, line: Line, conversation: Conversation) -> None:
    answer()
    assert sweep(after(29)) == 0
    assert not SmsMessage.objects.exists()
    assert sweep(after(30)) == 1
    assert sweep(after(31)) == 0
    sms = SmsMessage.objects.get()
    assert (sms.msisdn, sms.kind, sms.line_public_id) == (line.msisdn, SmsKind.NOTICE, line.public_id)
    assert f"/chat/{conversation.public_id}/" in unseal(sms.body)
    assert ReplyNotice.objects.get().sms == sms


def test_reading_in_time_cancels_the_sms(answer: Write, conversation: Conversation, owner: User) -> None:
    said = answer()
    read_by_subscriber(conversation=conversation, reader=owner, seq=said.seq, now=after(10))
    assert sweep(after(60)) == 0
    assert not SmsMessage.objects.exists()
    assert ReplyNotice.objects.get().end == NoticeEnd.READ


def test_writing_in_time_cancels_the_sms(ask: Write, answer: Write) -> None:
    answer()
    ask(now=after(10))
    assert sweep(after(60)) == 0
    assert not SmsMessage.objects.exists()
    assert ReplyNotice.objects.get().end == NoticeEnd.WROTE


def test_reading_takes_back_an_sms_that_has_not_left(answer: Write, conversation: Conversation, owner: User) -> None:
    said = answer()
    sweep(after(30))
    read_by_subscriber(conversation=conversation, reader=owner, seq=said.seq, now=after(31))
    sms = SmsMessage.objects.get()
    assert (sms.status, bytes(sms.body)) == ("expired", b"")


def test_more_replies_of_the_same_batch_are_no_more_sms(answer: Write) -> None:
    answer("раз")
    answer("два", now=after(20))
    assert sweep(after(30)) == 1
    answer("три", now=after(40))
    sweep(after(3600))
    assert SmsMessage.objects.count() == 1


def test_a_reply_after_reading_is_told_of_again(answer: Write, conversation: Conversation, owner: User) -> None:
    said = answer("раз")
    sweep(after(30))
    read_by_subscriber(conversation=conversation, reader=owner, seq=said.seq, now=after(100))
    answer("два", now=after(200))
    assert sweep(after(229)) == 0
    assert sweep(after(230)) == 1
    assert SmsMessage.objects.count() == 2


def test_a_reply_that_came_past_what_was_read_begins_a_new_batch(
    answer: Write, conversation: Conversation, owner: User
) -> None:
    first = answer("раз")
    answer("два", now=after(5))
    read_by_subscriber(conversation=conversation, reader=owner, seq=first.seq, now=after(6))
    assert sweep(after(35)) == 0
    assert sweep(after(36)) == 1
    states = ReplyNotice.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [NoticeState.ENDED, NoticeState.TOLD]


def test_a_visible_page_postpones_the_sms_until_it_is_gone(answer: Write, conversation: Conversation) -> None:
    answer()
    keep_open(conversations=[conversation.pk], now=after(25))
    assert sweep(after(30)) == 0
    assert sweep(after(25) + LASTS) == 1


def test_presence_is_written_only_near_its_end(conversation: Conversation) -> None:
    assert keep_open(conversations=[conversation.pk], now=NOW) == 1
    assert keep_open(conversations=[conversation.pk], now=after(2)) == 0
    assert keep_open(conversations=[conversation.pk], now=after(6)) == 1


def test_a_note_is_told_of_to_nobody(conversation: Conversation, specialist: User) -> None:
    fields = {"client_id": "5b1ee0e5-8a2e-4f57-9a6e-6a1f7b1d6a10", "text": "Осторожно", "now": NOW}
    note(conversation=conversation, specialist=specialist, **fields)
    assert not ReplyNotice.objects.exists()


@pytest.mark.parametrize(
    ("change", "end"),
    [
        ({"msisdn": None}, NoticeEnd.NO_NUMBER),
        ({"status": "closed", "closed_at": NOW}, NoticeEnd.LINE_CLOSED),
    ],
)
def test_where_no_sms_can_go_the_batch_ends_and_says_why(
    change: dict[str, object], end: NoticeEnd, answer: Write, line: Line
) -> None:
    answer()
    Line.objects.filter(pk=line.pk).update(**change)
    assert sweep(after(30)) == 1
    assert not SmsMessage.objects.exists()
    assert ReplyNotice.objects.get().end == end


@pytest.mark.parametrize(("language", "word"), [("ru", "Специалист"), ("en", "http")])
def test_the_sms_speaks_the_language_of_the_line_and_fits_two_segments(
    language: str, word: str, answer: Write, line: Line, settings: object
) -> None:
    settings.PUBLIC_URL = "https://cabinet.operator.example"  # type: ignore[attr-defined]
    Line.objects.filter(pk=line.pk).update(sms_language=language)
    answer()
    sweep(after(30))
    text = unseal(SmsMessage.objects.get().body)
    assert word in text
    assert len(text) <= 2 * 67
    assert len(text.split("http")[0]) <= 70


def test_a_manager_is_told_on_a_number_of_their_own_and_not_on_the_one_they_asked_about(
    conversation: Conversation, answer: Write, line: Line
) -> None:
    manager, own_line = make_owner("79160000001")
    Access.objects.create(user=manager, line=line, role=Role.MANAGER)
    Conversation.objects.update(author=manager)
    answer()
    sweep(after(30))
    sms = SmsMessage.objects.get()
    assert (sms.msisdn, sms.line_public_id) == ("79160000001", own_line.public_id)


def test_an_owner_who_asks_about_a_childs_number_is_told_on_the_primary_one(
    conversation: Conversation, answer: Write, line: Line
) -> None:
    child = add_line(line.contract, "79031234570")
    Conversation.objects.update(line=child)
    answer()
    sweep(after(30))
    assert SmsMessage.objects.get().msisdn == line.msisdn


def test_who_lost_the_access_is_told_nothing(conversation: Conversation, answer: Write, line: Line) -> None:
    manager, _own = make_owner("79160000001")
    Conversation.objects.update(author=manager)
    answer()
    sweep(after(30))
    assert not SmsMessage.objects.exists()
    assert ReplyNotice.objects.get().end == NoticeEnd.NO_RIGHT


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_send_one_sms_each(answer: Write) -> None:
    answer()

    def run(_number: int) -> int:
        try:
            return sweep(after(30))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        handled = list(threads.map(run, range(4)))
    assert sum(handled) == 1
    assert SmsMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_meets_a_reading_leaves_it_alone(answer: Write, conversation: Conversation, owner: User) -> None:
    said = answer()

    def run() -> int:
        try:
            return sweep(after(30))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            read_by_subscriber(conversation=conversation, reader=owner, seq=said.seq, now=after(30))
            assert thread.submit(run).result(timeout=5) == 0  # it does not wait for the reader either
        assert thread.submit(run).result() == 0
    assert not SmsMessage.objects.exists()


def test_the_sweep_asks_once_for_all_batches_and_seven_times_for_each_sms(
    answer: Write, django_assert_num_queries: Callable
) -> None:
    answer()
    with django_assert_num_queries(1 + 2 + 7):  # the batches, a savepoint pair, and seven for each SMS
        assert sweep(after(30)) == 1


def test_what_the_bot_says_to_who_is_there_is_told_by_no_sms_however_they_read_it(
    ask: Write, conversation: Conversation, owner: User
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(leads=Leads.BOT)
    asked = ask()
    with change(conversation=conversation, now=NOW) as changing:
        bot_says(changing, Reply(text="Баланс на первой странице."))
    read_by_subscriber(conversation=conversation, reader=owner, seq=asked.seq, now=NOW)
    assert not ReplyNotice.objects.exists()
    assert sweep(after(3600)) == 0
