"""Guests: a question asked without signing in, its link, and browsers that opened it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cabinet.core.captcha import work
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsKind, SmsMessage
from chat.guests.asking import Question, ask_as_guest
from chat.guests.links import address_of_link
from chat.models import Conversation, GuestLink, Topic
from chat.topics import make_topics
from tests.people import NOW

NUMBER = "79261112233"  # nobody's here


@pytest.fixture
def guest_topic(db: None) -> Topic:
    make_topics()
    return Topic.objects.get(slug="mobile")


@pytest.fixture
def asked(guest_topic: Topic) -> Callable[..., GuestLink]:
    """`asked(msisdn=…)`: a guest asks; returns the link."""

    def ask(msisdn: str = NUMBER, text: str = "Есть ли сеть в Тарусе?", now: Any = NOW, **fields: Any) -> GuestLink:
        question = Question(uuid4(), fields.pop("name", "Вера"), msisdn, text)
        return ask_as_guest(question=question, topic=guest_topic, language=fields.pop("language", "ru"), now=now)

    return ask


@pytest.fixture
def link(asked: Callable[..., GuestLink]) -> GuestLink:
    return asked()


@pytest.fixture
def talk(link: GuestLink) -> Conversation:
    return link.conversation


@pytest.fixture
def sent_texts(db: None) -> Callable[[], list[str]]:
    """The texts of all SMS that wait to be sent, the oldest first."""
    return lambda: [unseal(each.body) for each in SmsMessage.objects.exclude(body=b"").order_by("pk")]


@pytest.fixture
def sent_codes(db: None) -> Callable[[], list[str]]:
    """The same of codes alone."""
    return lambda: [unseal(each.body) for each in SmsMessage.objects.filter(kind=SmsKind.CODE).order_by("pk")]


def path_of(link: GuestLink) -> str:
    """The address of the link without the portal's own."""
    return "/ask/" + address_of_link(link).partition("/ask/")[2]


@pytest.fixture
def browser(link: GuestLink) -> Client:
    """A browser that opened the link, with the protection of forms on."""
    client = Client()
    client.get(path_of(link))
    return client


@pytest.fixture
def no_robot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any work is accepted; the captcha itself is tested in tests/core/test_captcha.py."""
    monkeypatch.setattr(work, "accept", lambda answer, now: bool(answer))


def form(**fields: str) -> dict[str, str]:
    """What the page of a question sends."""
    filled = {
        "form_id": str(uuid4()),
        "name": "Вера",
        "phone": "8 926 111-22-33",
        "topic": "mobile",
        "text": "Есть ли сеть в Тарусе?",
        "altcha": "done",
    }
    return filled | fields
