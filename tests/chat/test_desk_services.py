"""Who answers."""

from collections.abc import Callable

import pytest

from cabinet.accounts.models import User
from chat.models import Conversation, Event, EventKind, Message
from chat.services.accept import Said
from chat.services.assign import AnsweredByAnother, take
from tests.people import NOW, make_specialist

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db


def test_who_answers_first_answers_on(ask: Write, answer: Write, conversation: Conversation, specialist: User) -> None:
    ask()
    answer()
    conversation.refresh_from_db()
    assert conversation.specialist == specialist
    assert list(Event.objects.order_by("seq").values_list("kind", flat=True)) == ["message", "assign", "message"]


def test_another_specialist_takes_it_before_answering(
    ask: Write, answer: Write, conversation: Conversation, specialist: User
) -> None:
    answer()
    other = make_specialist("petr")
    with pytest.raises(AnsweredByAnother):
        answer("И я", specialist=other)
    assert Message.objects.count() == 1
    with pytest.raises(AnsweredByAnother):
        take(conversation=conversation, specialist=other, now=NOW)
    take(conversation=conversation, specialist=other, over=True, now=NOW)
    answer("И я", specialist=other)
    conversation.refresh_from_db()
    assert conversation.specialist == other


def test_taking_ones_own_changes_nothing(answer: Write, conversation: Conversation, specialist: User) -> None:
    answer()
    take(conversation=conversation, specialist=specialist, now=NOW)
    assert Event.objects.filter(kind=EventKind.ASSIGN).count() == 1
