"""The desk's queue: who waits, by when they were promised an answer, and what a specialist has in hand."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cabinet.accounts.models import User
from chat.models import AuthorKind, Conversation, ConversationStatus, Event, EventKind, Look

QUEUE = 100  # rows: who works down the queue needs its beginning, and `waiting_count` says how long it is
MINE, ALL = "mine", "all"
SHOWS = ("", MINE, ALL)


@dataclass(frozen=True)
class Wanted:
    """What of the queue is shown: who waits and what is mine, only `mine`, or `all` that is open; of one topic, with
    one label (their slugs)."""

    show: str = ""
    topic: str = ""
    label: str = ""

    @property
    def query(self) -> str:
        """As a part of an address, with its `?`; empty for the whole queue."""
        chosen = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""


EVERYTHING = Wanted()


def queue(specialist: User, wanted: Wanted = EVERYTHING) -> QuerySet[Conversation]:
    """At most `QUEUE` conversations by when an answer is promised, the broken promises first; each with its `last_text`
    and, where `specialist` answers it, how much of it is `unread`."""
    mine = Q(specialist=specialist, status=ConversationStatus.OPEN)
    shown = {MINE: mine, ALL: Q(status=ConversationStatus.OPEN, last_seq__gt=0)}
    found = Conversation.objects.filter(shown.get(wanted.show, mine | Q(waiting_since__isnull=False)))
    if wanted.topic:
        found = found.filter(topic__slug=wanted.topic)
    if wanted.label:
        found = found.filter(labels__slug=wanted.label)
    return (
        found.select_related("line__contract", "author", "guest", "topic", "specialist")
        .annotate(last_text=_last_text(), unread=_unread(specialist))
        .order_by(F("promised_until").asc(nulls_last=True), "-last_event_at")[:QUEUE]
    )


def waiting_count() -> int:
    """How many wait for an answer."""
    return Conversation.objects.filter(waiting_since__isnull=False).count()


def _last_text() -> Subquery:
    """Of who asks: what the bot or a specialist said last tells nobody what to answer. Empty where it was a file."""
    said = Event.objects.filter(
        conversation=OuterRef("pk"), kind=EventKind.MESSAGE, message__author_kind=AuthorKind.SUBSCRIBER
    )
    return Subquery(said.order_by("-seq").values("message__text")[:1])


def _unread(specialist: User) -> Case:
    """What others said, noted, or handed over since `specialist` last looked."""
    looks = Look.objects.filter(conversation=OuterRef("conversation"), specialist=specialist)
    told = [EventKind.MESSAGE, EventKind.NOTE, EventKind.ASSIGN]
    since = Event.objects.filter(
        conversation=OuterRef("pk"), kind__in=told, seq__gt=Coalesce(Subquery(looks.values("seen_seq")), 0)
    )
    counted = since.exclude(actor=specialist).order_by().values("conversation").annotate(n=Count("pk")).values("n")
    return Case(
        When(specialist=specialist, then=Coalesce(Subquery(counted), 0)), default=Value(0), output_field=IntegerField()
    )
