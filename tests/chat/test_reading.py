"""Marks of what was read go forward, and are seen by the other side."""

from collections.abc import Callable

import pytest

from cabinet.accounts.models import User
from chat.models import Conversation, Event, EventKind
from chat.services.accept import Said
from chat.services.read import read_by_specialist, read_by_subscriber
from tests.people import NOW

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


def test_a_mark_goes_forward_only(ask: Write, answer: Write, conversation: Conversation, owner: User) -> None:
    answer("раз")
    last = answer("два").seq
    assert read_by_subscriber(conversation=conversation, reader=owner, seq=last, now=NOW) == last
    assert read_by_subscriber(conversation=conversation, reader=owner, seq=1, now=NOW) == last
    assert Event.objects.filter(kind=EventKind.READ).count() == 1


def test_a_mark_never_passes_the_last_event(answer: Write, conversation: Conversation, owner: User) -> None:
    last = answer().seq
    assert read_by_subscriber(conversation=conversation, reader=owner, seq=10**9, now=NOW) == last


def test_with_nothing_new_to_read_nothing_happens(
    ask: Write, conversation: Conversation, owner: User, specialist: User
) -> None:
    ask()
    assert read_by_subscriber(conversation=conversation, reader=owner, seq=1, now=NOW) == 0
    assert read_by_specialist(conversation=conversation, reader=specialist, seq=1, now=NOW) == 1
    assert read_by_specialist(conversation=conversation, reader=specialist, seq=2, now=NOW) == 1
    assert Event.objects.count() == 2


def test_reading_tells_the_other_side(ask: Write, conversation: Conversation, specialist: User) -> None:
    ask()
    read_by_specialist(conversation=conversation, reader=specialist, seq=1, now=NOW)
    event = Event.objects.get(kind=EventKind.READ)
    assert event.data == {"by": "specialist", "seq": 1}
    assert event.audience == "all"
