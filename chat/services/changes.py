"""How a conversation changes: under its row's lock, by events that take the next `seq` each (docs/adr/0003)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from cabinet.accounts.models import User
from chat.hints import hint_after_commit
from chat.models import Audience, Conversation, Event, EventKind, Message

CHANGING = (
    "status",
    "specialist",
    "last_event_at",
    "leads",
    "waiting_since",
    "promised_until",
    "closes_at",
    "subscriber_typed_at",
    "specialist_typed_at",
    "last_seq",
    "public_seq",
    "last_question_seq",
    "last_reply_seq",
    "subscriber_read_seq",
    "specialist_read_seq",
    "subscriber_got_seq",
    "specialist_got_seq",
    "bot_owes_seq",
)


class Change:
    """What one use case does to one locked conversation: fields are set on `conversation`, events are added."""

    def __init__(self, conversation: Conversation, now: datetime) -> None:
        self.conversation = conversation
        self.at = max(now, conversation.last_event_at)  # processes' clocks differ; a thread's times never go back
        self._events: list[Event] = []

    def add(
        self,
        kind: EventKind,
        *,
        actor: User | None,
        audience: Audience = Audience.ALL,
        message: Message | None = None,
        data: dict[str, Any] | None = None,
    ) -> int:
        """Add an event; returns its seq."""
        conversation = self.conversation
        conversation.last_seq += 1
        conversation.last_event_at = self.at
        if audience == Audience.ALL:
            conversation.public_seq = conversation.last_seq
        event = Event(
            conversation=conversation,
            seq=conversation.last_seq,
            audience=audience,
            kind=kind,
            message=message,
            actor=actor,
            data=data or {},
            at=self.at,
        )
        self._events.append(event)
        return event.seq

    def save(self) -> None:
        """Write the events and the conversation; without events nothing changed."""
        if not self._events:
            return
        Event.objects.bulk_create(self._events)
        self.conversation.save(update_fields=CHANGING)
        public = any(event.audience == Audience.ALL for event in self._events)
        hint_after_commit(
            conversation=self.conversation.public_id,
            seq=self.conversation.last_seq,
            public_seq=self.conversation.public_seq if public else None,
        )


@contextmanager
def change(*, conversation: Conversation, now: datetime) -> Iterator[Change]:
    """Lock the conversation, let the use case add events, and write them in the same transaction."""
    with transaction.atomic():
        locked = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
        changing = Change(locked, now)
        yield changing
        changing.save()
