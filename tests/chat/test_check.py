"""The sockets' query says what the rules say: random people, lines and accesses, compared one by one."""

import random
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Access, Contract, Line, Role, Session, User
from cabinet.accounts.roles import SPECIALISTS, make_groups
from chat.check import check
from chat.models import Conversation, Topic
from tests.people import NOW


@dataclass
class Asked:
    user_id: int
    session_key: str
    conversation_id: int | None
    at_desk: bool


@pytest.fixture
def world(topic: Topic) -> tuple[list[User], list[Conversation]]:
    chance = random.Random(611)
    make_groups()
    specialists = Group.objects.get(name=SPECIALISTS)
    users = []
    for number in range(24):
        staff = chance.random() < 0.3
        user = User.objects.create_user(f"user{number}", is_staff=staff, is_active=chance.random() < 0.8)
        if chance.random() < 0.4:
            user.groups.add(specialists)
        users.append(user)
    conversations = []

    def talk(line: Line, author: User | None) -> Conversation:
        return Conversation.objects.create(
            line=line, topic=topic, author=author, status="closed", created_at=NOW, last_event_at=NOW
        )

    for number in range(12):
        owner = chance.choice([None, *users])
        forbidden = chance.random() < 0.3
        contract = Contract.objects.create(
            number=str(number), customer_name="А", owner=owner, others_forbidden=forbidden
        )
        closed = chance.random() < 0.25
        line = Line.objects.create(
            contract=contract,
            number=str(number),
            msisdn=f"7903000{number:04}",
            status="closed" if closed else "active",
            closed_at=NOW if closed else None,
        )
        conversations.append(talk(line, owner))
        for user in chance.sample(users, 8):
            conversations.append(talk(line, user))
            until = chance.choice([None, NOW, NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)])
            Access.objects.create(user=user, line=line, role=chance.choice(list(Role)), until=until)
    return users, conversations


def test_the_query_agrees_with_the_rules(world: tuple[list[User], list[Conversation]]) -> None:
    users, conversations = world
    pairs = [(user, conversation) for user in users for conversation in conversations]
    for user in users[::2]:
        TOTPDevice.objects.create(user=user, name="authenticator")
    with_device = set(TOTPDevice.objects.values_list("user_id", flat=True))
    for at_desk, right in ((False, Right.CHAT), (True, Right.ANSWER)):
        verdicts = check([Asked(user.pk, "", conversation.pk, at_desk) for user, conversation in pairs], NOW)
        expected = [
            allowed(user, conversation, right, NOW) and (not at_desk or user.pk in with_device)
            for user, conversation in pairs
        ]
        assert [verdict.allowed for verdict in verdicts] == expected
        assert any(expected)
        assert not all(expected)


def test_a_session_counts_for_its_person_until_it_ends(
    conversation: Conversation, owner: User, specialist: User
) -> None:
    Session.objects.create(session_key="mine", user=owner, expire_date=NOW + timedelta(seconds=1))
    Session.objects.create(session_key="old", user=owner, expire_date=NOW)
    Session.objects.create(session_key="other", user=specialist, expire_date=NOW + timedelta(days=1))
    keys = ["mine", "old", "other", "none"]
    verdicts = check([Asked(owner.pk, key, conversation.pk, False) for key in keys], NOW)
    assert [verdict.signed_in for verdict in verdicts] == [True, False, False, False]
