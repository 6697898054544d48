"""A subscriber with a number, a specialist, and a conversation between them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from cabinet.accounts.models import Line, User
from chat.models import Conversation, Event, Topic
from chat.services.accept import Said
from chat.services.open_conversation import open_conversation
from chat.services.reply import reply
from chat.services.say import say
from chat.topics import make_topics
from tests.people import NOW, make_owner, make_specialist


@pytest.fixture
def owner_and_line(db: None) -> tuple[User, Line]:
    return make_owner("79031234567")


@pytest.fixture
def owner(owner_and_line: tuple[User, Line]) -> User:
    return owner_and_line[0]


@pytest.fixture
def line(owner_and_line: tuple[User, Line]) -> Line:
    return owner_and_line[1]


@pytest.fixture
def specialist(db: None) -> User:
    from cabinet.accounts.roles import make_groups

    make_groups()
    return make_specialist()


@pytest.fixture
def topic(db: None) -> Topic:
    make_topics()
    return Topic.objects.get(slug="services")


@pytest.fixture
def conversation(line: Line, topic: Topic) -> Conversation:
    return open_conversation(line=line, topic=topic, author=line.contract.owner, now=NOW)


@pytest.fixture
def ask(conversation: Conversation, owner: User) -> Callable[..., Said]:
    """`ask("текст")`: the subscriber writes."""

    def write(text: str = "Почему сняли 30 рублей?", now: datetime = NOW, **more: Any) -> Said:
        fields = {"client_id": uuid4(), "author": owner, "conversation": conversation, **more}
        return say(text=text, now=now, **fields)

    return write


@pytest.fixture
def answer(conversation: Conversation, specialist: User) -> Callable[..., Said]:
    """`answer("текст")`: the specialist replies."""

    def write(text: str = "Сейчас посмотрю.", now: datetime = NOW, **more: Any) -> Said:
        fields = {"client_id": uuid4(), "specialist": specialist, "conversation": conversation, **more}
        return reply(text=text, now=now, **fields)

    return write


@pytest.fixture
def seqs(conversation: Conversation) -> Callable[[], list[int]]:
    """The seqs of the conversation's events, in order."""
    return lambda: list(Event.objects.filter(conversation=conversation).order_by("seq").values_list("seq", flat=True))
