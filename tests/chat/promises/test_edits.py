"""What was just said is mended within five minutes, and nobody is answered for words they did not read (C10)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cabinet.core.errors import NotFound
from chat.models import AuthorKind, Event, EventKind, Message, MessageEdit
from chat.personal import CONVERSATIONS
from chat.promises.closing import agree_to_close, propose_closing
from chat.promises.edits import AnsweredAlready, ConversationClosed, TooLateToEdit, edit
from chat.services.accept import EmptyMessage, Said
from chat.services.reply import note
from chat.viewers import Viewer
from tests.people import NOW, give_access, make_specialist, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db
LAST_MOMENT = NOW + timedelta(minutes=5) - timedelta(seconds=1)


@pytest.fixture
def mine(owner) -> Viewer:
    return Viewer(owner, at_desk=False)


@pytest.fixture
def change(conversation, mine) -> Callable[..., None]:
    """`change(said, "иначе")`: the subscriber says it otherwise."""

    def do(said: Said, text: str, viewer=mine, now=LAST_MOMENT) -> None:
        edit(conversation=conversation, viewer=viewer, client_id=said.message.client_id, text=text, now=now)

    return do


def test_a_message_is_changed_in_its_place_and_what_it_said_is_kept(ask, change, owner):
    said = ask("Почему сняли 300?")
    change(said, "Почему сняли 30?")
    message = Message.objects.get()
    assert (message.text, message.edited_at, message.at) == ("Почему сняли 30?", LAST_MOMENT, NOW)
    assert list(MessageEdit.objects.values_list("text", "by", "at")) == [("Почему сняли 300?", owner.pk, LAST_MOMENT)]
    assert list(Event.objects.order_by("seq").values_list("kind", flat=True)) == ["message", "change"]


def test_the_same_text_again_changes_nothing_however_late(ask, change):
    said = ask("Раз")
    change(said, "Два")
    change(said, " Два ", now=NOW + timedelta(days=1))
    assert MessageEdit.objects.count() == 1


def test_after_five_minutes_it_stays(ask, change):
    said = ask("Раз")
    with pytest.raises(TooLateToEdit):
        change(said, "Два", now=NOW + timedelta(minutes=5))
    assert Message.objects.get().text == "Раз"
    assert not MessageEdit.objects.exists()


def test_what_a_person_answered_stays_on_both_sides(ask, answer, change, specialist):
    said = ask("Вернёте 500?")
    reply = answer("Да, вернём 500")
    with pytest.raises(AnsweredAlready):
        change(said, "Вернёте 5000?")
    ask("Согласна")
    with pytest.raises(AnsweredAlready):
        change(reply, "Да, вернём 50", viewer=Viewer(specialist, at_desk=True))


def test_the_bots_answer_and_a_note_of_colleagues_hold_nothing_off(ask, change, conversation, specialist):
    said = ask("Баланс")
    Message.objects.create(conversation=conversation, client_id=uuid4(), author_kind=AuthorKind.BOT, text="Вот", at=NOW)
    note(conversation=conversation, specialist=specialist, client_id=uuid4(), text="Осторожно", now=NOW)
    change(said, "Мой баланс")
    assert MessageEdit.objects.count() == 1


def test_only_whoever_wrote_it_changes_it(ask, answer, change, specialist, conversation):
    reply = answer("Ответ")
    said = ask("Вопрос")
    for viewer, theirs in (
        (Viewer(specialist, at_desk=True), said),
        (Viewer(make_specialist("petr"), at_desk=True), reply),
        (Viewer(None, at_desk=False), said),
    ):
        with pytest.raises(NotFound):
            change(theirs, "Чужое", viewer=viewer)
    assert not MessageEdit.objects.exists()


def test_in_a_closed_conversation_nothing_is_changed(ask, change, conversation, specialist, owner):
    said = ask("Раз")
    propose_closing(conversation=conversation, specialist=specialist, seen_seq=said.seq, now=NOW)
    agree_to_close(conversation=conversation, by=owner, now=NOW)
    with pytest.raises(ConversationClosed):
        change(said, "Два")


def test_changing_calls_off_a_closing_that_was_proposed(ask, change, conversation, specialist):
    said = ask("Спасибо")
    propose_closing(conversation=conversation, specialist=specialist, seen_seq=said.seq, now=NOW)
    change(said, "Спасибо, но не то")
    conversation.refresh_from_db()
    assert conversation.closes_at is None
    assert conversation.waiting_since == LAST_MOMENT  # somebody has to read what it says now
    assert Event.objects.get(kind=EventKind.STAYS).data == {"by": "subscriber_writes"}


def test_nothing_is_no_message(ask, change):
    with pytest.raises(EmptyMessage):
        change(ask("Раз"), " \n ")


def test_a_changed_note_stays_among_staff(conversation, specialist, owner):
    key = uuid4()
    note(conversation=conversation, specialist=specialist, client_id=key, text="Раз", now=NOW)
    edit(conversation=conversation, viewer=Viewer(specialist, at_desk=True), client_id=key, text="Два", now=NOW)
    assert Event.objects.get(kind=EventKind.CHANGE).audience == "staff"
    assert signed_in(owner).get(f"/chat/{conversation.public_id}/events").json()["events"] == []


def test_both_sides_see_that_it_was_changed_and_only_staff_what_it_was(ask, conversation, owner, specialist, mine):
    now = timezone.now()
    said = ask("Моя тайна", now=now)
    edit(conversation=conversation, viewer=mine, client_id=said.message.client_id, text="Вопрос", now=now)
    events = f"/chat/{conversation.public_id}/events"
    theirs, staffs = (signed_in(who).get(events).json()["events"][-1] for who in (owner, specialist))
    for shown in (theirs, staffs):
        assert (shown["kind"], shown["text"], shown["edited"]) == ("change", "Вопрос", True)
    assert "Моя тайна" in staffs["html"]
    assert "Моя тайна" not in theirs["html"]
    assert theirs["edit"]["url"] == f"/chat/{conversation.public_id}/edit/{said.message.client_id}"
    assert staffs["edit"] is None
    page = signed_in(owner).get(f"/chat/{conversation.public_id}/", follow=True).content.decode()
    assert "изменено" in page
    assert "Моя тайна" not in page


def test_it_works_without_javascript_and_what_was_typed_stays(ask, answer, conversation, owner, line):
    now = timezone.now()
    said = ask("Раз", now=now)
    browser: Client = signed_in(owner)
    address = f"/chat/{conversation.public_id}/edit/{said.message.client_id}"
    assert f'href="{address}"' in browser.get(f"/chat/{conversation.public_id}/?line={line.public_id}").content.decode()
    assert ">Раз</textarea>" in browser.get(address).content.decode()
    assert browser.post(address, {"text": "Два"}).status_code == 302
    assert Message.objects.get().text == "Два"
    answer(now=now)
    refused = browser.post(address, {"text": "Три"})
    assert refused.status_code == 422
    assert "уже ответили" in refused.content.decode()
    assert ">Три</textarea>" in refused.content.decode()
    assert "Сохранить" not in refused.content.decode()
    scripted = browser.post(address, {"text": "Три"}, headers={"Accept": "application/json"})
    assert (scripted.status_code, scripted.json()["code"]) == (409, "answered_already")
    assert address not in browser.get(f"/chat/{conversation.public_id}/?line={line.public_id}").content.decode()
    assert signed_in(give_access(line)).get(address).status_code == 404


def test_erasing_takes_what_was_said_before_along(ask, change, owner):
    change(ask("Моя тайна"), "Вопрос")
    CONVERSATIONS.erase(owner, NOW)
    assert not MessageEdit.objects.exists()
