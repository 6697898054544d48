"""What the matrix asks about where specialists propose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cabinet.accounts.models import Line
from chat.models import AuthorKind, Message, Proposal, Topic
from chat.services.open_conversation import open_conversation


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
