"""An event as a person sees it: the same words on a page and through the API, in the person's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chat.cards import rendered
from chat.hidden import instead, is_hidden
from chat.learning.under import teach_link
from chat.models import Audience, AuthorKind, Conversation, Event, EventKind, Message
from chat.promises.edits_shown import EditLink, earlier_texts, edit_links
from chat.promises.words import closing_words
from chat.told import words_of
from chat.viewers import Viewer

NO_CARD = SafeString()


@dataclass(frozen=True)
class Shown:
    """One event. `side` is where it stands: `mine`, `theirs`, `note` or `state`; empty for what has no line of its own.

    `reads` is set for a read mark: the seq up to which the other side read, or None.
    """

    seq: int
    kind: str
    at: datetime
    side: str = ""
    who: str = ""
    text: str = ""
    client_id: str = ""
    reads: int | None = None
    state: str = ""  # of a message of one's own: `sent`, `got` or `read`
    html: SafeString = NO_CARD  # the card under the text
    edited: bool = False
    edit: EditLink | None = None  # while it may be changed
    by: str = ""  # who says it, of a message: a kind of author

    def as_json(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "kind": self.kind,
            "at": self.at.isoformat(),
            "side": self.side,
            "who": self.who,
            "by": self.by,
            "text": self.text,
            "client_id": self.client_id,
            "reads": self.reads,
            "html": self.html,
            "edited": self.edited,
            "edit": {"url": self.edit.url, "until": self.edit.until.isoformat()} if self.edit else None,
        }


@dataclass(frozen=True)
class Day:
    """The events of one day, under «Сегодня», «20 ноября» or «20 ноября 2025»."""

    date: date
    label: str
    events: list[Shown]


def show_all(
    events: Iterable[Event], *, conversation: Conversation, viewer: Viewer, request: HttpRequest, now: datetime
) -> list[Shown]:
    """`events` of `conversation` as `viewer` sees them, each with its card."""
    events = list(events)
    messages = {event.message_id: event.message for event in events if event.message is not None}
    cards = rendered(messages.values(), conversation=conversation, viewer=viewer, request=request)
    earlier = earlier_texts(messages.values(), viewer=viewer, request=request)
    links = edit_links(messages.values(), conversation=conversation, viewer=viewer, now=now)
    marks = marks_of_other(conversation, viewer)
    shown = [
        show(
            event,
            viewer=viewer,
            marks=marks,
            html=cards.get(event.message_id or 0, NO_CARD)
            + earlier.get(event.message_id or 0, NO_CARD)
            + teach_link(event, conversation, viewer),
            edit=links.get(event.message_id or 0),
        )
        for event in events
    ]
    hidden = {message.pk for message in messages.values() if is_hidden(message, request, at_desk=viewer.at_desk)}
    return [
        replace(each, text=instead(), html=NO_CARD) if event.message_id in hidden else each
        for event, each in zip(events, shown, strict=True)
    ]


def show(
    event: Event, *, viewer: Viewer, marks: Marks, html: SafeString = NO_CARD, edit: EditLink | None = None
) -> Shown:
    """`event` as `viewer` sees it. A `change` is shown as its message looks now; its place stays where it was said."""
    seq, kind, at = event.seq, event.kind, event.at
    if event.message is not None:
        side = _side(event, event.message, viewer)
        return Shown(
            seq,
            kind,
            at,
            side=side,
            who=_who(event.message, viewer),
            by=event.message.author_kind,
            text=event.message.text,
            client_id=str(event.message.client_id),
            state=marks.state(seq) if side == "mine" else "",
            html=html,
            edit=edit,
            edited=event.message.edited_at is not None,
        )
    if kind in (EventKind.READ, EventKind.DELIVERED):
        by_other = event.data.get("by") == ("subscriber" if viewer.at_desk else "specialist")
        return Shown(seq, kind, at, reads=int(event.data["seq"]) if by_other and kind == EventKind.READ else None)
    text = _state(event, viewer)
    return Shown(seq, kind, at, side="state" if text else "", text=text)


def days(shown: Iterable[Shown], *, zone: ZoneInfo, now: datetime) -> list[Day]:
    """`shown`, which is in order, by the days of `zone`."""
    today = now.astimezone(zone).date()
    by_day = groupby(shown, key=lambda event: event.at.astimezone(zone).date())
    return [Day(day, _day_label(day, today), list(events)) for day, events in by_day]


@dataclass(frozen=True, slots=True)
class Marks:
    """How far one side has read, and has got: seqs."""

    read: int
    got: int

    def state(self, seq: int) -> str:
        """What became of the message at `seq` with that side."""
        return "read" if seq <= self.read else "got" if seq <= self.got else "sent"


def marks_of_other(conversation: Conversation, viewer: Viewer) -> Marks:
    """The marks of the side opposite to `viewer`."""
    if viewer.at_desk:
        return Marks(conversation.subscriber_read_seq, conversation.subscriber_got_seq)
    return Marks(conversation.specialist_read_seq, conversation.specialist_got_seq)


def _day_label(day: date, today: date) -> str:
    if day == today:
        return _("Сегодня")
    return date_format(day, _("j E") if day.year == today.year else _("j E Y"))


def _side(event: Event, message: Message, viewer: Viewer) -> str:
    if event.kind == EventKind.NOTE or event.audience == Audience.STAFF:
        return "note"
    return "mine" if (message.author_kind == AuthorKind.SUBSCRIBER) != viewer.at_desk else "theirs"


def _who(message: Message, viewer: Viewer) -> str:
    if message.author_kind == AuthorKind.SUBSCRIBER and not viewer.at_desk:
        return _("Вы")
    if viewer.user is not None and message.author_id == viewer.user.pk:
        return _("Вы")
    if message.author_kind == AuthorKind.SPECIALIST:
        name = message.author.public_name if message.author else ""
        return name if viewer.at_desk or not name else _("%(name)s, специалист") % {"name": name}
    if message.author_kind == AuthorKind.SUBSCRIBER:
        return message.author.public_name if message.author else _("Гость")
    return str(message.get_author_kind_display()).capitalize()


def _state(event: Event, viewer: Viewer) -> str:
    match event.kind:
        case EventKind.ASSIGN:
            name = {"name": event.data.get("name", "")}
            if not name["name"]:
                return _("Разговор вернулся в очередь")
            return (_("Разговор ведёт %(name)s") if viewer.at_desk else _("Вам отвечает %(name)s")) % name
        case EventKind.CLOSE:
            return _("Разговор закрыт") if viewer.at_desk else _("Разговор закрыт. Напишите, и он продолжится.")
        case EventKind.REOPEN:
            return _("Разговор открыт снова")
        case EventKind.CALL:
            return _("Абонент зовёт специалиста") if viewer.at_desk else _("Вы позвали специалиста")
        case EventKind.CLOSING | EventKind.STAYS:
            return closing_words(event, viewer)
        case EventKind.TOLD:
            return words_of(event.data, viewer)
    return ""
