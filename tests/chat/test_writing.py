"""A subscriber writes: once, in order, whatever the network does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from cabinet.accounts.models import User
from chat.models import MAX_TEXT, Conversation, Event, EventKind, Message
from chat.services.accept import ClientIdReused, EmptyMessage, MessageTooLong, Said
from chat.services.open_conversation import open_conversation
from chat.services.reopening import ContinuedElsewhere
from chat.services.reply import reply
from chat.services.say import say
from chat.shift.presence import set_duty
from tests.chat.promises.closed import close
from tests.people import NOW

Write = Callable[..., Said]


def test_a_message_is_kept_and_waits_for_an_answer(ask: Write, conversation: Conversation) -> None:
    said = ask("  Почему сняли\r\n30 рублей?  ")
    conversation.refresh_from_db()
    assert said.created
    assert said.seq == conversation.last_seq == conversation.public_seq == conversation.last_question_seq == 1
    assert Message.objects.get().text == "Почему сняли\n30 рублей?"
    assert conversation.waiting_since == NOW


def test_a_retried_message_gets_its_first_row(ask: Write) -> None:
    client_id = uuid4()
    first = ask("Привет", client_id=client_id)
    again = ask(" Привет ", client_id=client_id, now=NOW + timedelta(hours=1))
    assert (again.created, again.seq, again.message.pk) == (False, first.seq, first.message.pk)
    assert Event.objects.count() == Message.objects.count() == 1


def test_another_text_under_the_same_id_is_refused_and_nothing_changes(ask: Write, conversation: Conversation) -> None:
    client_id = uuid4()
    ask("Привет", client_id=client_id)
    with pytest.raises(ClientIdReused):
        ask("Пока", client_id=client_id)
    assert Message.objects.get().text == "Привет"


def test_a_specialist_cannot_pass_for_a_retry_of_the_subscriber(ask: Write, answer: Write) -> None:
    client_id = uuid4()
    ask("Привет", client_id=client_id)
    with pytest.raises(ClientIdReused):
        answer("Привет", client_id=client_id)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x00\x07", "\u200b\ufeff", "\ud800"])
def test_nothing_to_read_is_not_a_message(text: str, ask: Write) -> None:
    with pytest.raises(EmptyMessage):
        ask(text)
    assert not Event.objects.exists()


def test_control_characters_are_dropped_and_emoji_stay(ask: Write) -> None:
    ask("а\x00б\x1b[31mв\tг 👨‍👩‍👧\ud83d")
    assert Message.objects.get().text == "аб[31mв\tг 👨‍👩‍👧"


def test_the_longest_message_fits_and_one_letter_more_does_not(ask: Write) -> None:
    ask("я" * MAX_TEXT + "  ")
    with pytest.raises(MessageTooLong):
        ask("я" * (MAX_TEXT + 1))
    assert Message.objects.count() == 1


def test_waiting_is_counted_from_the_first_unanswered_message(
    ask: Write, answer: Write, conversation: Conversation
) -> None:
    ask(now=NOW)
    ask(now=NOW + timedelta(minutes=5))
    conversation.refresh_from_db()
    assert conversation.waiting_since == NOW
    answer(now=NOW + timedelta(minutes=6))
    conversation.refresh_from_db()
    assert conversation.waiting_since is None


def test_times_of_a_thread_never_go_back(ask: Write) -> None:
    ask("первое", now=NOW)
    ask("второе", now=NOW - timedelta(seconds=3))
    assert list(Event.objects.order_by("seq").values_list("at", flat=True)) == [NOW, NOW]


def test_a_topic_has_one_open_conversation_of_a_line(conversation: Conversation) -> None:
    again = open_conversation(line=conversation.line, topic=conversation.topic, author=conversation.author, now=NOW)
    assert again == conversation


def test_writing_reopens_what_was_closed(
    ask: Write, answer: Write, conversation: Conversation, specialist: User
) -> None:
    ask()
    seen = answer().seq
    close(conversation=conversation, specialist=specialist, seen_seq=seen, now=NOW)
    set_duty(specialist=specialist, on=True, now=NOW)
    ask("Ещё вопрос")
    conversation.refresh_from_db()
    assert conversation.is_open
    assert conversation.specialist == specialist
    assert conversation.waiting_since == NOW
    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds[-3:] == [EventKind.CLOSE, EventKind.REOPEN, EventKind.MESSAGE]


def test_a_closed_conversation_stays_closed_where_a_newer_one_took_over(
    ask: Write, conversation: Conversation, specialist: User
) -> None:
    ask()
    close(conversation=conversation, specialist=specialist, seen_seq=1, now=NOW)
    newer = open_conversation(line=conversation.line, topic=conversation.topic, author=conversation.author, now=NOW)
    assert newer != conversation
    with pytest.raises(ContinuedElsewhere):
        ask("Ещё вопрос")
    conversation.refresh_from_db()
    assert not conversation.is_open
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_threads_write_one_conversation_without_gaps(
    conversation: Conversation, owner: User, specialist: User, seqs: Callable[[], list[int]]
) -> None:
    each = 15

    def write(number: int) -> list[int]:
        try:
            who = {"author": owner} if number % 2 else {"specialist": specialist}
            service = say if number % 2 else reply
            return [
                service(conversation=conversation, client_id=uuid4(), text=f"{number}:{index}", now=NOW, **who).seq
                for index in range(each)
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        written = list(threads.map(write, range(8)))
    assert all(own == sorted(own) for own in written)
    assert seqs() == list(range(1, len(seqs()) + 1))
    conversation.refresh_from_db()
    assert conversation.last_seq == len(seqs()) == 8 * each + 1  # and the specialist came once
    for number, own in enumerate(written):
        texts = Event.objects.filter(seq__in=own).order_by("seq").values_list("message__text", flat=True)
        assert list(texts) == [f"{number}:{index}" for index in range(each)]


@pytest.mark.django_db(transaction=True)
def test_one_message_sent_by_eight_threads_at_once_is_one_row(conversation: Conversation, owner: User) -> None:
    client_id = uuid4()

    def write(_number: int) -> Said:
        try:
            return say(conversation=conversation, author=owner, client_id=client_id, text="Раз", now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(write, range(8)))
    assert sum(one.created for one in said) == 1
    assert {one.seq for one in said} == {1}
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_threads_open_one_conversation(conversation: Conversation) -> None:
    Conversation.objects.all().delete()

    def choose(_number: int) -> int:
        try:
            return open_conversation(
                line=conversation.line, topic=conversation.topic, author=conversation.author, now=NOW
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(choose, range(8)))) == 1
