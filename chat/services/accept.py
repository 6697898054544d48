"""Accepting what somebody wrote, once (DESIGN §4.6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from chat.models import MAX_TEXT, Attachment, Audience, AuthorKind, EventKind, Message, StoredFile
from chat.promises.files.keeping import keep
from chat.services.changes import Change

KEPT_CONTROLS = "\n\t"
INVISIBLE = "\u200b\u2060\ufeff"  # zero-width space, word joiner, byte order mark: nothing to read


class EmptyMessage(DomainError):
    code = "empty_message"
    message = _("Напишите сообщение.")


class MessageTooLong(DomainError):
    code = "message_too_long"
    message = _("Сообщение слишком длинное: не больше 4000 знаков. Разделите его на два.")


class ClientIdReused(DomainError):
    code = "client_id_reused"
    message = _("Это сообщение не отправлено: под тем же номером уже есть другое. Отправьте его ещё раз.")


@dataclass(frozen=True)
class Said:
    """A message in its place. `created` is False for a retry, which gets the first row."""

    message: Message
    seq: int
    created: bool


@dataclass(frozen=True)
class Written:
    """What somebody wrote, its `text` clean. `client_id` names it for ever, so that a retry is known as one."""

    client_id: UUID
    author_kind: AuthorKind
    author: User | None
    text: str
    kind: EventKind = EventKind.MESSAGE
    card: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def clean_text(text: str, *, may_be_empty: bool = False) -> str:
    """`text` as it is kept: one kind of line break, no control characters, no blank edges. `may_be_empty`: files say
    what is meant.

    Raises `EmptyMessage` or `MessageTooLong`.
    """
    text = legible(text).strip()
    if is_blank(text):
        if may_be_empty:
            return ""
        raise EmptyMessage
    if len(text) > MAX_TEXT:
        raise MessageTooLong
    return text


def legible(text: str) -> str:
    """`text` with one kind of line break and no control characters."""
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text)
    return "".join(
        letter for letter in text if letter in KEPT_CONTROLS or unicodedata.category(letter) not in ("Cc", "Cs")
    )


def is_blank(text: str) -> bool:
    """Whether there is nothing to read in `text`."""
    return not text.strip(INVISIBLE + " \n\t")


def accepted_before(change: Change, written: Written) -> Said | None:
    """The first row of a retry; None for a message that is new.

    Raises `ClientIdReused` if the same `client_id` was given to something else.
    """
    message = Message.objects.filter(conversation=change.conversation, client_id=written.client_id).first()
    if message is None:
        return None
    event = message.events.order_by("seq")[0]
    first = (message.text, message.author_kind, message.author_id, event.kind)
    if first != (written.text, written.author_kind, written.author and written.author.pk, written.kind):
        raise ClientIdReused
    return Said(message, event.seq, created=False)


def attach_to(message: Message, files: Sequence[StoredFile] | None, now: datetime) -> None:
    """Within a change: what was uploaded with a new message hangs on it. Raises `EmptyMessage` where neither a word
    nor a file is left, `NotFound` for files that are gone or hang elsewhere."""
    if not files:
        if not message.text:
            raise EmptyMessage
        return
    keep(files=files, now=now)
    Attachment.objects.bulk_create(
        [Attachment(message=message, file=file, place=place) for place, file in enumerate(files)]
    )


def accept(change: Change, written: Written, *, audience: Audience = Audience.ALL) -> Said:
    """Write a new message and its event: `accepted_before` said that it is new."""
    message = Message.objects.create(
        conversation=change.conversation,
        client_id=written.client_id,
        author_kind=written.author_kind,
        author=written.author,
        text=written.text,
        card=written.card,
        data=written.data,
        at=change.at,
    )
    seq = change.add(written.kind, actor=written.author, audience=audience, message=message)
    return Said(message, seq, created=True)
