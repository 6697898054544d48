"""Reading conversations. Who may read is asked by `chat.viewers` before."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery

from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound
from chat.hidden import PERSONAL
from chat.models import Audience, Conversation, Event, EventKind, Topic

PAGE = 50  # events shown at first, and by each «Показать раньше»
SHOWN = (
    EventKind.MESSAGE,
    EventKind.NOTE,
    EventKind.CALL,
    EventKind.ASSIGN,
    EventKind.CLOSE,
    EventKind.CLOSING,
    EventKind.STAYS,
    EventKind.REOPEN,
    EventKind.TOLD,
)
UNREAD_SHOWN = 3
MINE_SHOWN = 50
# On every first page, so written out: building it by the ORM takes four times as long as running it.
UNREAD = """
SELECT * FROM chat_conversation WHERE line_id = %s AND author_id = %s AND last_reply_seq > subscriber_read_seq
ORDER BY last_event_at DESC LIMIT %s
"""
ANY_UNREAD = """
SELECT FROM chat_conversation
WHERE line_id = %(line)s AND author_id = %(user)s AND last_reply_seq > subscriber_read_seq
"""


def find_conversation(public_id: UUID, *also: str) -> Conversation:
    """The conversation with what decides who may see it, and `also` (`"topic"`, `"specialist"`). Raises `NotFound`."""
    found = Conversation.objects.select_related("line__contract", "author", "guest", *also)
    conversation = found.filter(public_id=public_id).first()
    if conversation is None:
        raise NotFound
    return conversation


def topics() -> QuerySet[Topic]:
    """What may be asked about by who is signed in."""
    return Topic.objects.filter(active=True, for_guests=False)


def guest_topics() -> QuerySet[Topic]:
    """What may be asked about by who is not."""
    return Topic.objects.filter(active=True, for_guests=True)


def conversations_of(line: Line, author: User) -> QuerySet[Conversation]:
    """What `author` asked about `line`, the newest first, each with its `last_text` (what the subscriber may see)."""
    return (
        Conversation.objects.filter(line=line, author=author, public_seq__gt=0)
        .select_related("topic")
        .annotate(last_text=_last_text(Audience.ALL))
        .order_by("-last_event_at")[:MINE_SHOWN]
    )


def unread_replies(*, user: User | AnonymousUser, line: Line) -> list[Conversation]:
    """Conversations of `user`'s about `line` in which an answer waits to be read; the newest first."""
    if not isinstance(user, User):
        return []
    found = list(Conversation.objects.raw(UNREAD, [line.pk, user.pk, UNREAD_SHOWN]))
    return found if found and allowed(user, line, Right.CHAT) else []


def events_after(
    conversation: Conversation, *, after: int, limit: int, audiences: Collection[Audience]
) -> QuerySet[Event]:
    """Up to `limit` events past `after` that `audiences` may see, in their order."""
    return _events(conversation, audiences).filter(seq__gt=after).order_by("seq")[:limit]


def last_shown(
    conversation: Conversation, *, before: int | None, audiences: Collection[Audience]
) -> tuple[list[Event], bool]:
    """The last `PAGE` events that a thread shows, older than `before` if given, and whether there are earlier ones."""
    events = _events(conversation, audiences).filter(kind__in=SHOWN)
    if before is not None:
        events = events.filter(seq__lt=before)
    newest_first = list(events.order_by("-seq")[: PAGE + 1])
    return newest_first[:PAGE][::-1], len(newest_first) > PAGE


def _events(conversation: Conversation, audiences: Collection[Audience]) -> QuerySet[Event]:
    found = Event.objects.filter(conversation=conversation, audience__in=audiences)
    return found.select_related("message__author", "actor")


def _last_text(audience: Audience) -> Subquery:
    said = Event.objects.filter(conversation=OuterRef("pk"), kind=EventKind.MESSAGE, audience=audience)
    said = said.exclude(message__data__has_key=PERSONAL)  # not every session may read those
    return Subquery(said.order_by("-seq").values("message__text")[:1])
