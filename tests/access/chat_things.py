"""Things of conversations that addresses of their own are about."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cabinet.accounts.models import Line
from chat.models import Conversation, FileKind, Message, StoredFile, Topic
from chat.services.changes import change
from chat.services.open_conversation import open_conversation
from chat.services.person import close_for_good
from chat.services.say import say


def owners_talk(line: Line) -> Conversation:
    assert line.contract.owner is not None
    topic = Topic.objects.get(slug="services")
    return open_conversation(line=line, topic=topic, author=line.contract.owner, now=timezone.now())


def attachment(_world: Any, line: Line) -> StoredFile:
    """A document that the owner sent."""
    now = timezone.now()
    file = StoredFile.objects.create(
        kind=FileKind.DOCUMENT, name="договор.pdf", file="chat/access/договор.pdf", size=8, pages=1, created_at=now
    )
    if not default_storage.exists(file.file):
        default_storage.save(file.file, ContentFile(b"%PDF-1.7"))
    talk = owners_talk(line)
    say(conversation=talk, author=talk.author, client_id=uuid4(), text="", now=now, files=[file])
    return file


def said(_world: Any, line: Line) -> Message:
    """A message that the owner wrote just now."""
    talk = owners_talk(line)
    done = say(conversation=talk, author=talk.author, client_id=uuid4(), text="Почему?", now=timezone.now())
    return done.message


def closed_talk(_world: Any, line: Line) -> Conversation:
    """The owner's, closed just now."""
    assert line.contract.owner is not None
    topic = Topic.objects.get(slug="general")  # not the one that others find open
    talk = open_conversation(line=line, topic=topic, author=line.contract.owner, now=timezone.now())
    with change(conversation=talk, now=timezone.now()) as changing:
        close_for_good(changing, actor=None)
    talk.refresh_from_db()
    return talk
