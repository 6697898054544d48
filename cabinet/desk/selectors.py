"""The queue as the desk shows it, and how who asks is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cabinet.accounts.models import User
from cabinet.core import phones
from chat.models import Conversation
from chat.shift import queue as waiting
from chat.shift.queue import EVERYTHING, Wanted

SOON = timedelta(minutes=5)  # before the promise is broken


@dataclass(frozen=True)
class Waiting:
    """A row of the queue. `level` is `fine`, `soon` or `late`; `waited` is None when nobody waits for an answer."""

    conversation: Conversation
    name: str
    mine: bool
    waited: str | None
    level: str
    unread: int


def queue(*, specialist: User, now: datetime, wanted: Wanted = EVERYTHING) -> list[Waiting]:
    """Who waits, by when an answer is promised, then what `specialist` has answered and not closed."""
    return [_row(conversation, specialist, now) for conversation in waiting.queue(specialist, wanted)]


def name_of(conversation: Conversation) -> str:
    """The customer where the owner asks; anybody else, a guest too, by the name of their own."""
    line, author = conversation.line, conversation.author
    if line is None:
        guest = conversation.guest
        return _("Гость, %(name)s") % {"name": guest.name} if guest is not None else ""
    if author is not None and not _owns(conversation):
        return author.public_name
    if line.contract.customer_name:
        return line.contract.customer_name
    return phones.masked(line.msisdn) if line.msisdn else line.number


def clock(waited: timedelta) -> str:
    """`0:22`, `12:05`, `1:03:20`."""
    seconds = max(0, int(waited.total_seconds()))
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _row(conversation: Conversation, specialist: User, now: datetime) -> Waiting:
    since = conversation.waiting_since
    return Waiting(
        conversation=conversation,
        name=name_of(conversation),
        mine=conversation.specialist_id == specialist.pk,
        waited=None if since is None else clock(now - since),
        level=_level(conversation.promised_until, now),
        unread=getattr(conversation, "unread", 0),
    )


def _level(promised: datetime | None, now: datetime) -> str:
    if promised is None or promised - now > SOON:
        return "fine"
    return "late" if promised <= now else "soon"


def _owns(conversation: Conversation) -> bool:
    line = conversation.line
    return line is not None and line.contract.owner_id == conversation.author_id
