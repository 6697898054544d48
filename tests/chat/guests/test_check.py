"""The sockets' query says of guests what the rules say: random links and browsers, compared one by one."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cabinet.accounts.models import Line, Session, User
from chat.check import GUEST, check
from chat.guests.links import give, link_lasts, links_of, revoke
from chat.guests.moving import move
from chat.models import Conversation, GuestLink
from tests.people import NOW

pytestmark = pytest.mark.django_db


@dataclass
class Asked:
    session_key: str
    conversation_id: int
    user_id: int = GUEST
    at_desk: bool = False


def test_the_query_agrees_with_the_rules(
    asked: Callable[..., GuestLink], settings, line: Line, owner: User, conversation: Conversation
) -> None:  # type: ignore[no-untyped-def]
    chance = random.Random(711)
    settings.GUEST_ASKS_PER_NUMBER = ("100/day",)
    links = [asked(msisdn=str(line.msisdn)) for _number in range(12)]
    keys = [f"key{number}" for number in range(8)]
    for number, key in enumerate(keys[:7]):  # the last one never was a session
        ends = NOW + timedelta(seconds=chance.choice([0, 1, 60]))
        Session.objects.create(session_key=key, expire_date=ends, user=owner if number % 2 else None)
    for link in links:
        for key in chance.sample(keys, 5):
            give(link=link, session_key=key, now=NOW)
    for number, link in enumerate(links):
        talk = link.conversation
        if number % 4 == 0:
            revoke(link=link, now=NOW)
        elif number % 4 == 1:
            ages = link_lasts() - timedelta(seconds=chance.choice([0, 1]))
            Conversation.objects.filter(pk=talk.pk).update(last_event_at=NOW - ages)
    move(conversation=links[2].conversation, user=owner, now=NOW)
    talks = [*(link.conversation_id for link in links), conversation.pk]
    pairs = [(key, talk) for key in keys for talk in talks]
    verdicts = check([Asked(*pair) for pair in pairs], NOW)
    held = {key: set(links_of(key, NOW).values_list("conversation_id", flat=True)) for key in keys}
    expected = [talk in held[key] for key, talk in pairs]
    assert [verdict.signed_in and verdict.allowed for verdict in verdicts] == expected
    assert any(expected)
    assert sum(expected) < len(pairs) / 2


def test_a_persons_session_is_no_guests_and_a_guests_is_no_persons(
    link: GuestLink, owner: User, conversation: Conversation
) -> None:
    Session.objects.create(session_key="guest", expire_date=NOW + timedelta(days=1))
    give(link=link, session_key="guest", now=NOW)
    guests = Asked("guest", link.conversation_id, user_id=owner.pk)
    as_guest = Asked("guest", conversation.pk)
    verdicts = check([guests, as_guest], NOW)
    assert [(each.signed_in, each.allowed) for each in verdicts] == [(False, False), (True, False)]
