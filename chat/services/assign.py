"""Who answers a conversation: taken, given to a colleague, or back into the queue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.access import is_specialist
from cabinet.accounts.models import User
from cabinet.core.errors import DomainError, NotFound
from chat.models import Audience, AuthorKind, Conversation, EventKind, Leads
from chat.services.accept import Written, accept, accepted_before, clean_text
from chat.services.changes import Change, change
from chat.services.person import wait_for_person
from chat.shift.presence import is_present


class AnsweredByAnother(DomainError):
    code = "answered_by_another"

    def __init__(self, specialist: User) -> None:
        name = {"name": specialist.public_name}
        super().__init__(_("Этот разговор ведёт %(name)s. Чтобы ответить, возьмите его себе.") % name)


class TalkIsClosed(DomainError):
    code = "talk_is_closed"
    message = gettext_lazy("Разговор уже закрыт: передавать нечего.")


def take(*, conversation: Conversation, specialist: User, now: datetime, over: bool = False) -> None:
    """`specialist` answers from now on; the bot, if it led, is silent. What is one's own, or closed, stays as it is.

    `over`: though somebody else answers it; otherwise raises `AnsweredByAnother`, also for the slower of two.
    """
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if not locked.is_open:
            return
        if not over:
            refuse_anothers(locked, specialist)
        _silence_bot(changing)
        hand_to(changing, specialist=specialist, actor=specialist)


def transfer(
    *, conversation: Conversation, by: User, to: User | None, client_id: UUID, words: str, now: datetime
) -> None:
    """Give an open conversation to a colleague, or (`to` is None) back into the queue, with `words` as a private note.

    `client_id` names the note: sent twice is given once. What is where it should be stays, and the note is kept. Who
    asked waits for a colleague who is not there: nobody is forgotten, and somebody else is given it in time. Raises
    `AnsweredByAnother`, `TalkIsClosed`, `NotFound` for who is no specialist, and what `clean_text` raises.
    """
    if to is not None and not is_specialist(to):
        raise NotFound
    words = words.strip()
    written = Written(client_id, AuthorKind.SPECIALIST, by, clean_text(words), EventKind.NOTE) if words else None
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if written and accepted_before(changing, written):
            return
        if not locked.is_open:
            raise TalkIsClosed
        there_already = locked.specialist_id == (to.pk if to else None)
        if not there_already:
            refuse_anothers(locked, by)
        if written:
            accept(changing, written, audience=Audience.STAFF)
        if there_already:
            return
        _silence_bot(changing)
        if to is None:
            put_back(changing, actor=by)
        else:
            hand_to(changing, specialist=to, actor=by)
            if not is_present(to.pk, now):
                wait_for_person(changing)


def refuse_anothers(conversation: Conversation, specialist: User) -> None:
    """Raise `AnsweredByAnother` where somebody else than `specialist` answers it."""
    if conversation.specialist is not None and conversation.specialist_id != specialist.pk:
        raise AnsweredByAnother(conversation.specialist)


def hand_to(change: Change, *, specialist: User, actor: User | None) -> None:
    """Make `specialist` the one who answers, within a change. `actor` is None for the portal."""
    if change.conversation.specialist_id != specialist.pk:
        change.conversation.specialist = specialist
        change.add(EventKind.ASSIGN, actor=actor, data={"specialist": specialist.pk, "name": specialist.public_name})


def put_back(change: Change, *, actor: User | None) -> None:
    """Nobody answers any more, within a change: whoever is next finds it in the queue, even if it was answered."""
    change.conversation.specialist = None
    wait_for_person(change)
    change.add(EventKind.ASSIGN, actor=actor, audience=Audience.STAFF, data={"specialist": None, "name": ""})


def _silence_bot(change: Change) -> None:
    """A person is here: the bot says no more, and what it owed an answer to waits for the person."""
    if change.conversation.bot_owes_seq:
        wait_for_person(change)
    change.conversation.leads = Leads.PERSON
