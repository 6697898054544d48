"""Taken, taken over, transferred with a note, put back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client

from cabinet.accounts.models import User
from cabinet.core.errors import NotFound
from chat.models import Audience, Conversation, Event, EventKind, Leads, Message, Wait
from chat.services.accept import Said
from chat.services.assign import AnsweredByAnother, TalkIsClosed, take, transfer
from chat.services.person import call_person
from chat.shift.presence import set_duty
from chat.shift.queue import queue
from tests.chat.promises.closed import close
from tests.people import NOW, make_owner, make_specialist, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


@pytest.fixture
def petr(specialist: User) -> User:
    return make_specialist("petr")


def given(
    conversation: Conversation, by: User, to: User | None, words: str = "", client_id: UUID | None = None
) -> None:
    named = client_id or uuid4()
    transfer(conversation=conversation, by=by, to=to, client_id=named, words=words, now=NOW)
    conversation.refresh_from_db()


def test_a_transfer_gives_it_with_a_note_that_the_subscriber_never_sees(
    ask: Write, answer: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    answer()
    given(conversation, specialist, petr, "Проверь согласие по SMS")
    assert conversation.specialist == petr
    note, assigned = list(Event.objects.order_by("seq"))[-2:]
    assert (note.kind, note.audience, note.message.text) == ("note", Audience.STAFF, "Проверь согласие по SMS")
    assert (assigned.kind, assigned.actor, assigned.data["name"]) == ("assign", specialist, petr.public_name)
    with pytest.raises(AnsweredByAnother):
        answer("Я ещё тут")


def test_sent_twice_it_is_given_once(
    ask: Write, answer: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    answer()
    named = uuid4()
    given(conversation, specialist, petr, "Твоя тема", named)
    given(conversation, specialist, petr, "Твоя тема", named)
    assert Message.objects.filter(text="Твоя тема").count() == 1
    assert Event.objects.filter(kind=EventKind.ASSIGN, data__specialist=petr.pk).count() == 1


def test_nobody_gives_away_what_a_colleague_answers(
    answer: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    answer()
    with pytest.raises(AnsweredByAnother):
        given(conversation, petr, make_specialist("olga"), "Забирай")
    assert not Message.objects.filter(text="Забирай").exists()


def test_who_takes_over_nothing_may_assign_to_a_colleague(
    ask: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    ask()
    given(conversation, specialist, petr)
    assert conversation.specialist == petr
    assert conversation.waiting_since is not None


def test_put_back_it_waits_in_the_queue_even_if_it_was_answered(
    ask: Write, answer: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    ask()
    answer()
    given(conversation, specialist, None, "Не моя тема")
    assert conversation.specialist is None
    assert conversation.waiting_since == NOW
    assert conversation in queue(petr)
    assert Event.objects.latest("seq").audience == Audience.STAFF  # to the subscriber nothing happened


def test_only_a_specialist_is_given_anything(answer: Write, conversation: Conversation, specialist: User) -> None:
    answer()
    stranger, _line = make_owner("79050000009")
    with pytest.raises(NotFound):
        given(conversation, specialist, stranger)
    specialist_of_yesterday = make_specialist("ex")
    specialist_of_yesterday.groups.clear()
    with pytest.raises(NotFound):
        given(conversation, specialist, specialist_of_yesterday)


def test_what_is_closed_is_not_given(answer: Write, conversation: Conversation, specialist: User, petr: User) -> None:
    seen = answer().seq
    close(conversation=conversation, specialist=specialist, seen_seq=seen, now=NOW)
    with pytest.raises(TalkIsClosed):
        given(conversation, specialist, petr)


def test_a_specialist_who_takes_it_silences_the_bot(ask: Write, conversation: Conversation, specialist: User) -> None:
    Conversation.objects.update(leads=Leads.BOT)
    ask()
    take(conversation=conversation, specialist=specialist, now=NOW)
    conversation.refresh_from_db()
    assert (conversation.leads, conversation.bot_owes_seq) == (Leads.PERSON, 0)
    assert conversation.waiting_since == NOW  # what the bot owed waits for the person


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_has_it(conversation: Conversation, specialist: User) -> None:
    call_person(conversation=conversation, by=None, now=NOW)
    both = [specialist, make_specialist("petr")]

    def press(who: User) -> str:
        try:
            take(conversation=conversation, specialist=who, now=NOW)
            return "taken"
        except AnsweredByAnother:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, both)) == ["refused", "taken"]
    assert Event.objects.filter(kind=EventKind.ASSIGN).count() == 1


def test_by_the_page_a_transfer_needs_whom_and_keeps_what_was_typed(
    ask: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    ask()
    browser, address = signed_in(specialist), f"/desk/{conversation.public_id}/transfer/"
    refused = browser.post(address, {"client_id": uuid4(), "to": "", "words": "Посмотри"})
    assert refused.status_code == 422
    assert "Выберите, кому передать." in refused.content.decode()
    assert "Посмотри</textarea>" in refused.content.decode()
    done = browser.post(address, {"client_id": uuid4(), "to": "petr", "words": "Посмотри"}, follow=True)
    assert "Передано: Анна." in done.content.decode()
    conversation.refresh_from_db()
    assert conversation.specialist == petr


def test_the_page_lists_who_is_on_duty_first_and_how_busy_they_are(
    ask: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    from django.utils import timezone

    ask()
    make_specialist("aaron")
    set_duty(specialist=petr, on=True, now=timezone.now())
    page = signed_in(specialist).get(f"/desk/{conversation.public_id}/").content.decode()
    options = page.split('<select id="to"')[1].split("</select>")[0]
    assert options.index("(petr), на смене, разговоров: 0") < options.index("(aaron), не на смене")
    assert "(anna)" not in options


def test_the_slower_of_two_reads_whose_it_is(
    client: Client, answer: Write, conversation: Conversation, petr: User
) -> None:
    answer()
    refused = signed_in(petr).post(f"/desk/{conversation.public_id}/take/")
    assert refused.status_code == 422
    assert "Забрать себе" in refused.content.decode()
    conversation.refresh_from_db()
    assert conversation.specialist != petr


def test_nobody_proposes_to_close_what_a_colleague_answers(
    answer: Write, conversation: Conversation, petr: User
) -> None:
    seen = answer().seq
    page = signed_in(petr).post(f"/desk/{conversation.public_id}/close/", {"seen_seq": seen})
    assert page.status_code == 422
    conversation.refresh_from_db()
    assert conversation.closes_at is None


@pytest.mark.parametrize("back", [True, False])
def test_the_note_is_kept_where_there_is_nothing_to_give(
    ask: Write, answer: Write, conversation: Conversation, specialist: User, petr: User, back: bool
) -> None:
    ask()
    if not back:
        answer()
    given(conversation, petr, None if back else specialist, "Клиент звонил ещё раз")
    assert Event.objects.get(kind=EventKind.NOTE).message.text == "Клиент звонил ещё раз"
    assert conversation.specialist == (None if back else specialist)


def test_whoever_is_given_to_a_colleague_who_is_away_waits_and_is_not_forgotten(
    answer: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    answer("Передаю коллеге")
    given(conversation, specialist, petr)
    assert (conversation.specialist, conversation.waiting_since) == (petr, NOW)
    assert Wait.objects.get(ended_at=None).promised_until == conversation.promised_until


def test_whoever_is_given_to_a_colleague_who_is_there_waits_for_nothing_new(
    answer: Write, conversation: Conversation, specialist: User, petr: User
) -> None:
    set_duty(specialist=petr, on=True, now=NOW)
    answer("Вот ответ, дальше поможет коллега")
    given(conversation, specialist, petr)
    assert (conversation.specialist, conversation.waiting_since) == (petr, None)
