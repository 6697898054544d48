"""What is kept of guests, and for how long."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from cabinet.accounts.models import Line, Session, User
from cabinet.core.personal_data import entries
from chat.guests.links import give
from chat.guests.moving import move
from chat.guests.tidy import tidy
from chat.learning.services import Words, teach
from chat.models import Conversation, Guest, GuestLink, GuestNumber, GuestSession, Message, ReplyNotice
from chat.services.reply import reply
from tests.people import NOW

pytestmark = pytest.mark.django_db

GUESTS = next(entry for entry in entries() if entry.name == "guest_questions")
KEPT = timedelta(days=90)


def test_a_guest_who_was_silent_is_forgotten(link: GuestLink, talk: Conversation, specialist: User) -> None:
    reply(conversation=talk, specialist=specialist, client_id=uuid4(), text="Есть, Вера.", now=NOW)
    assert tidy(now=NOW + KEPT) == 0
    assert tidy(now=NOW + KEPT + timedelta(seconds=1)) == 1
    guest = Guest.objects.get()
    assert (guest.name, guest.msisdn) == ("—", "")
    assert set(Message.objects.values_list("text", flat=True)) == {"—"}
    talk.refresh_from_db()
    assert not talk.is_open
    link.refresh_from_db()
    assert (bytes(link.token), link.revoked_at is None) == (b"", False)
    assert "number" not in talk.events.get(data__what="guest_link").data
    assert not ReplyNotice.objects.exclude(state="ended").exists()


def test_what_the_bot_was_to_learn_of_their_words_is_forgotten_too(
    link: GuestLink, talk: Conversation, specialist: User
) -> None:
    said = reply(conversation=talk, specialist=specialist, client_id=uuid4(), text="Есть, Вера.", now=NOW)
    taught = Words(phrasing="Есть ли сеть у Веры в Тарусе?", text_ru="Есть, Вера.")
    lesson = teach(message=said.message, words=taught, by=specialist, now=NOW)
    tidy(now=NOW + KEPT * 2)
    lesson.refresh_from_db()
    assert (lesson.phrasing, lesson.text_ru) == ("—", "")


def test_who_was_forgotten_is_not_forgotten_again(link: GuestLink) -> None:
    assert tidy(now=NOW + KEPT * 2) == 1
    assert tidy(now=NOW + KEPT * 4) == 0


def test_who_proved_the_number_is_a_subscriber_and_stays(
    asked: Callable[..., GuestLink], owner: User, line: Line
) -> None:
    link = asked(msisdn=str(line.msisdn))
    move(conversation=link.conversation, user=owner, now=NOW)
    assert tidy(now=NOW + KEPT * 2) == 0
    assert Message.objects.get().text == "Есть ли сеть в Тарусе?"


def test_browsers_whose_session_ended_and_old_counts_are_forgotten(link: GuestLink) -> None:
    Session.objects.create(session_key="living", expire_date=NOW + timedelta(days=3))
    Session.objects.create(session_key="ended", expire_date=NOW)
    for key in ("living", "ended", "none"):
        give(link=link, session_key=key, now=NOW)
    tidy(now=NOW + timedelta(hours=23))
    assert list(GuestSession.objects.values_list("session_key", flat=True)) == ["living"]
    assert GuestNumber.objects.exists()
    tidy(now=NOW + timedelta(days=1, seconds=1))
    assert not GuestNumber.objects.exists()


def test_the_archive_has_what_the_person_left_as_a_guest_once_proven(
    asked: Callable[..., GuestLink], owner: User, line: Line
) -> None:
    link = asked(msisdn=str(line.msisdn))
    assert list(GUESTS.export(owner, NOW)) == []  # somebody named the number: nobody's until it is proven
    move(conversation=link.conversation, user=owner, now=NOW)
    assert list(GUESTS.export(owner, NOW)) == [{"at": NOW, "name": "Вера", "number": line.msisdn}]
    assert GUESTS.erase is not None
    GUESTS.erase(owner, NOW)
    assert list(GUESTS.export(owner, NOW)) == [{"at": NOW, "name": "—", "number": ""}]
