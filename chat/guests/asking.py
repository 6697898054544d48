"""A question of somebody who is not signed in (C7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from chat.guests.links import make_link
from chat.guests.numbers import take_question
from chat.guests.telling import send_link
from chat.guests.texts import LINK_TOLD, shown_number
from chat.models import Conversation, EventKind, Guest, GuestLink, Message, Topic
from chat.services.changes import change
from chat.services.open_conversation import who_leads
from chat.services.say import say

TWICE = timedelta(minutes=10)  # within which the same form with the same words is a button pressed twice


@dataclass(frozen=True)
class Question:
    """What a guest asks. `form_id` was made by the server with the form: unguessable, and one for each."""

    form_id: UUID
    name: str
    msisdn: str
    text: str


def ask_as_guest(*, question: Question, topic: Topic, language: str, now: datetime) -> GuestLink:
    """A conversation of a new guest with its first message, and the link to it, which goes to the number by SMS unless
    too many went there. The bot leads it where it knows anything.

    Raises `TooManyAttempts` for a number that too many questions named today, and what `say` raises; then nothing is
    written.
    """
    with transaction.atomic():
        take_question(msisdn=question.msisdn, now=now)
        taken = Guest.objects.filter(public_id=question.form_id).exists()  # sent before, with other words
        guest = Guest.objects.create(
            public_id=uuid4() if taken else question.form_id,
            name=question.name,
            msisdn=question.msisdn,
            language=language,
            created_at=now,
        )
        conversation = Conversation.objects.create(
            guest=guest, topic=topic, created_at=now, last_event_at=now, leads=who_leads()
        )
        say(conversation=conversation, author=None, client_id=guest.public_id, text=question.text, now=now)
        link = make_link(conversation=conversation, now=now)
        sent = send_link(link=link, guest=guest, now=now)
        with change(conversation=conversation, now=now) as changing:
            data = {"what": LINK_TOLD, "number": shown_number(guest.msisdn), "sent": sent}
            changing.add(EventKind.TOLD, actor=None, data=data)
    return link


def asked_before(*, question: Question, now: datetime) -> GuestLink | None:
    """The link that the very same form got a moment ago."""
    said = Message.objects.filter(
        client_id=question.form_id,
        text=question.text,
        conversation__guest__public_id=question.form_id,
        conversation__guest__msisdn=question.msisdn,
        conversation__guest__created_at__gt=now - TWICE,
    )
    return GuestLink.objects.filter(conversation__messages__in=said, revoked_at=None).first()
