"""Mending what was just said (C10): within five minutes, by whoever said it, until a person answered it. Everybody
sees that it was changed; staff see what it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError, NotFound
from chat.models import Audience, AuthorKind, Conversation, EventKind, Message, MessageEdit
from chat.promises.closing import words_changed
from chat.services.accept import clean_text
from chat.services.changes import change
from chat.viewers import Viewer

EDITABLE = timedelta(minutes=5)
OWN_WORDS = ("", "files")  # cards of what a person wrote; the others stand under what the portal says
SAID = (EventKind.MESSAGE, EventKind.NOTE)


class TooLateToEdit(DomainError):
    code = "too_late_to_edit"
    message = _("Изменить сообщение можно в первые пять минут. Напишите новое.")


class AnsweredAlready(DomainError):
    code = "answered_already"
    message = _("На это сообщение уже ответили, поэтому изменить его нельзя. Напишите новое.")


class ConversationClosed(DomainError):
    code = "conversation_closed"
    message = _("Разговор закрыт, и сообщения в нём не меняются. Напишите новое, и он продолжится.")


def edit(*, conversation: Conversation, viewer: Viewer, client_id: UUID, text: str, now: datetime) -> None:
    """`viewer` says it otherwise. The same text again changes nothing, however late.

    Raises `NotFound` for what is not their own, `TooLateToEdit`, `AnsweredAlready`, `ConversationClosed`, and what
    `clean_text` does.
    """
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        message = own_message(conversation, viewer, client_id)
        text = clean_text(text, may_be_empty=message.card == "files")
        if text == message.text:
            return
        if refusal := why_not(message, locked, viewer, now):
            raise refusal
        said = message.events.filter(kind__in=SAID).order_by("seq")[0]
        MessageEdit.objects.create(message=message, text=message.text, by=viewer.user, at=changing.at)
        message.text, message.edited_at = text, changing.at
        message.save(update_fields=["text", "edited_at"])
        changing.add(EventKind.CHANGE, actor=viewer.user, audience=Audience(said.audience), message=message)
        if not viewer.at_desk:
            words_changed(changing, by=viewer.user)


def own_message(conversation: Conversation, viewer: Viewer, client_id: UUID) -> Message:
    """A message that `viewer` wrote, in words of their own. Raises `NotFound`."""
    found = Message.objects.filter(conversation=conversation, client_id=client_id).first()
    if found is None or not is_own(found, viewer):
        raise NotFound
    return found


def is_own(message: Message, viewer: Viewer) -> bool:
    """Whether `viewer` wrote it: a guest is nobody, on the subscriber's side."""
    kind = AuthorKind.SPECIALIST if viewer.at_desk else AuthorKind.SUBSCRIBER
    author = viewer.user.pk if viewer.user else None
    return message.author_kind == kind and message.author_id == author and message.card in OWN_WORDS


def why_not(message: Message, conversation: Conversation, viewer: Viewer, now: datetime) -> DomainError | None:
    """Why `viewer` may not change their `message` now."""
    if not conversation.is_open:
        return ConversationClosed()
    if now >= message.at + EDITABLE:
        return TooLateToEdit()
    if answers_of_others(conversation, viewer).filter(pk__gt=message.pk).exists():
        return AnsweredAlready()
    return None


def answers_of_others(conversation: Conversation, viewer: Viewer) -> QuerySet[Message]:
    """What people of the other side said: changing what they read would put words into their mouths. The bot is no
    person, and notes are nobody's answers. Messages of a conversation are made under its lock, so keys are in order."""
    kind = AuthorKind.SUBSCRIBER if viewer.at_desk else AuthorKind.SPECIALIST
    return Message.objects.filter(conversation=conversation, author_kind=kind, events__kind=EventKind.MESSAGE)
