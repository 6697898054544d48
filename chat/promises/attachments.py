"""Messages with pictures and documents (C12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import NotFound, TooManyAttempts
from cabinet.core.limits import allow
from chat.cards import Card
from chat.models import Attachment, Conversation, Event, EventKind, Message, StoredFile
from chat.promises.files.accepting import MAX_FILES, TooManyFiles, accept_all
from chat.services.accept import Said
from chat.services.reply import reply
from chat.services.say import say
from chat.viewers import Viewer

PAUSE = 600  # seconds after which a refused client tries again


def write(
    *,
    conversation: Conversation,
    viewer: Viewer,
    client_id: UUID,
    text: str,
    uploads: Sequence[UploadedFile],
    now: datetime,
    strong: bool = False,
    seen_seq: int | None = None,
) -> Said:
    """Take `uploads` in and say them with `text`, of whichever side `viewer` is. Without any it is a plain message.

    A retry of what was said before takes nothing in again. Raises `TooManyAttempts`, what `accept_all` raises, and what
    `say` or `reply` raises: then the files hang on nothing, and go by themselves.
    """
    files = _taken_in(conversation, viewer, client_id, uploads, now) if uploads else None
    if viewer.at_desk:
        return reply(
            conversation=conversation,
            specialist=viewer.specialist,
            client_id=client_id,
            text=text,
            now=now,
            files=files,
            seen_seq=seen_seq,
        )
    return say(
        conversation=conversation,
        author=viewer.user,
        client_id=client_id,
        text=text,
        now=now,
        strong=strong,
        files=files,
    )


def _taken_in(
    conversation: Conversation, viewer: Viewer, client_id: UUID, uploads: Sequence[UploadedFile], now: datetime
) -> list[StoredFile]:
    if len(uploads) > MAX_FILES:
        raise TooManyFiles
    if Message.objects.filter(conversation=conversation, client_id=client_id).exists():
        return []
    for _upload in uploads:
        if not allow(settings.CHAT_FILES, "chat.files", viewer.key):
            raise TooManyAttempts(PAUSE, _("Слишком много файлов подряд. Подождите немного и отправьте снова."))
    return accept_all(uploads=uploads, now=now)


def file_in_chat(public_id: UUID) -> tuple[StoredFile, Message]:
    """A file that hangs on a message, and the message. Raises `NotFound`."""
    found = Attachment.objects.select_related("file", "message__conversation").filter(file__public_id=public_id).first()
    if found is None:
        raise NotFound
    return found.file, found.message


def require_shown(message: Message, viewer: Viewer) -> None:
    """Raise `NotFound` where `viewer` may see the conversation, but not this message of it."""
    said = (EventKind.MESSAGE, EventKind.NOTE)
    if not Event.objects.filter(message=message, kind__in=said, audience__in=viewer.audiences).exists():
        raise NotFound


def _load(messages: list[Message], _viewer: Viewer) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for attachment in Attachment.objects.filter(message__in=messages).select_related("file").order_by("place", "pk"):
        found.setdefault(attachment.message_id, {"files": []})["files"].append(attachment.file)
    return found


FILES = Card(name="files", template="chat/_card_files.html", load=_load)
