"""Every address of a thread, asked by everybody about a guest's conversation: who holds its link is let in, and nobody
else but the desk, whoever is signed in and whatever other links they hold."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from chat.guests.asking import Question, ask_as_guest
from chat.models import GuestLink, Topic
from tests.access.test_matrix import addresses, kept_world  # noqa: F401 - a fixture
from tests.access.world import ASKERS, World
from tests.chat.guests.conftest import path_of

LINK, ANOTHERS = "guest with the link", "guest with another's"

ANSWERS: Mapping[str, tuple[str, int, int, int, int]] = {
    # name: method, with the link, another subscriber, nobody, specialist
    "chat-conversation": ("get", 200, 404, 302, 302),
    "chat-bar": ("get", 200, 404, 404, 200),
    "chat-seen": ("get", 200, 404, 404, 200),
    "chat-events": ("get", 200, 404, 403, 200),
    "chat-call": ("post", 302, 404, 404, 302),
    "chat-read": ("json", 200, 404, 403, 200),
    "chat-messages": ("json", 201, 404, 403, 201),
    "chat-notes": ("json", 404, 404, 403, 201),
    "chat-typing": ("json", 200, 404, 403, 200),
    "chat-draft": ("json", 200, 404, 403, 200),
    "chat-move": ("get", 302, 404, 302, 404),
}
DATA = {"client_id": lambda: str(uuid4()), "text": lambda: "Почему?", "seq": lambda: 1}


def asked(msisdn: str) -> GuestLink:
    question = Question(uuid4(), "Вера", msisdn, "Есть ли сеть?")
    topic = Topic.objects.get(slug="mobile")
    return ask_as_guest(question=question, topic=topic, language="ru", now=timezone.now())


def status(browser: Client, method: str, address: str) -> int:
    if method == "get":
        return browser.get(address).status_code
    if method == "post":
        return browser.post(address).status_code
    data = {name: value() for name, value in DATA.items()}
    return browser.post(address, data, content_type="application/json").status_code


@pytest.mark.parametrize("name", ANSWERS)
def test_a_guests_conversation_is_for_who_holds_its_link_and_for_the_desk(
    name: str,
    kept_world: World,  # noqa: F811
) -> None:
    browsers = {asker: kept_world.browser(asker) for asker in ASKERS}  # made once, before what is undone
    with transaction.atomic():
        told, expected = answers(name, kept_world, browsers)
        transaction.set_rollback(True)
    assert told == expected


def answers(name: str, world: World, browsers: dict[str, Client]) -> tuple[dict[str, int], dict[str, int]]:
    """What everybody is told, and what they should be."""
    own_number = str(world.lines["own"].msisdn)  # the owner did not ask: they are let in no more than others
    mine, anothers = asked(own_number), asked("79261112244")
    browsers = browsers | {LINK: Client(), ANOTHERS: Client()}
    browsers[LINK].get(path_of(mine))
    browsers[ANOTHERS].get(path_of(anothers))
    method, with_link, subscriber, nobody, specialist = ANSWERS[name]
    address = reverse(name, args=[mine.conversation.public_id])
    expected = dict.fromkeys(ASKERS, subscriber) | {"guest": nobody, ANOTHERS: nobody}
    expected |= {"specialist": specialist, LINK: with_link}
    return {asker: status(browser, method, address) for asker, browser in browsers.items()}, expected


def test_every_address_of_a_thread_is_asked_or_has_nothing_for_guests() -> None:
    """Whoever adds one says here what a guest is answered."""
    OTHERS = {  # noqa: N806 - needs a message of its own: its subject's tests ask it as a guest
        "chat-choose", "chat-helped", "chat-do", "chat-stays", "chat-solved", "chat-rate", "chat-files", "chat-file",
        "chat-edit", "chat-proposal", "chat-call-back",
    }  # fmt: skip
    there = {name for name in addresses(get_resolver().url_patterns) if name.startswith("chat-")}
    assert there - set(ANSWERS) - OTHERS == set()
