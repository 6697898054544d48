"""What is being written, kept on the server too: the next device continues it (C10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from cabinet.accounts.models import User
from chat.models import MAX_DRAFT, Conversation, Draft, DraftSide, Message
from chat.services.accept import is_blank, legible
from chat.viewers import Viewer


@dataclass(frozen=True)
class Writer:
    """Whose draft it is: a guest has no `author`."""

    side: DraftSide
    author: User | None

    @classmethod
    def of(cls, viewer: Viewer) -> Writer:
        return cls(DraftSide(viewer.is_side_of), viewer.user)


def keep_draft(*, conversation: Conversation, writer: Writer, client_id: UUID, text: str, now: datetime) -> None:
    """Keep what `writer` has typed so far and will send as `client_id`; an empty text removes it.

    What was sent meanwhile is no draft any more, however late its last save comes. The text is cut at `MAX_DRAFT`.
    """
    text = legible(text)[:MAX_DRAFT]
    with transaction.atomic():
        Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)  # against sending and closing
        mine = _of(conversation, writer)
        if Message.objects.filter(conversation=conversation, client_id=client_id).exists():
            mine.filter(client_id=client_id).delete()
        elif is_blank(text):
            mine.delete()
        else:
            draft = mine.first() or Draft(conversation=conversation, side=writer.side)
            draft.author, draft.client_id, draft.text, draft.changed_at = writer.author, client_id, text, now
            draft.save()


def draft_of(conversation: Conversation, writer: Writer) -> Draft | None:
    """What `writer` has not sent yet."""
    return _of(conversation, writer).first()


def drop_sent(*, conversation: Conversation, writer: Writer, client_id: UUID, text: str) -> None:
    """Within a change: what was just accepted is no draft any more, whichever device sent it."""
    _of(conversation, writer).filter(Q(client_id=client_id) | Q(text=text)).delete()


def _of(conversation: Conversation, writer: Writer) -> QuerySet[Draft]:
    """On the subscriber's side there is one person, who may have been a guest when the draft was begun."""
    found = Draft.objects.filter(conversation=conversation, side=writer.side)
    return found if writer.side == DraftSide.SUBSCRIBER else found.filter(author=writer.author)
