"""What the matrix asks about where specialists propose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cabinet.accounts.models import Line
from chat.models import AuthorKind, Lesson, Message, Proposal, Topic
from chat.services.open_conversation import open_conversation
from chat.services.reply import reply


def proposal(world: Any, line: Line) -> Proposal:
    """To the owner, who is asked to let something be done."""
    now, owner, anna = timezone.now(), line.contract.owner, world.people["specialist"]
    assert owner is not None
    talk = open_conversation(line=line, topic=Topic.objects.get(slug="services"), author=owner, now=now)
    said = Message.objects.create(
        conversation=talk,
        client_id=uuid4(),
        author_kind=AuthorKind.SPECIALIST,
        author=anna,
        text="Отключить?",
        card="proposal",
        at=now,
    )
    return Proposal.objects.create(
        conversation=talk,
        message=said,
        line=line,
        action="content_off",
        what="stars",
        fingerprint="x",
        by=anna,
        created_at=now,
        expires_at=now + timedelta(days=1),
    )


def lesson(world: Any, line: Line) -> Lesson:
    """Made of a reply to the owner."""
    now, owner, anna = timezone.now(), line.contract.owner, world.people["specialist"]
    assert owner is not None
    talk = open_conversation(line=line, topic=Topic.objects.get(slug="general"), author=owner, now=now)
    said = reply(conversation=talk, specialist=anna, client_id=uuid4(), text="Наберите *100#", now=now)
    return Lesson.objects.create(message=said.message, phrasing="Как узнать баланс", proposed_by=anna, proposed_at=now)
