"""An event as a person sees it: the same words on a page and through the API, in the person's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chat.models import AuthorKind, Conversation, Event, EventKind, Message
from chat.viewers import Viewer


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
    state: str = ""  # of a message of one's own: `sent` or `read`

    def as_json(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "kind": self.kind,
            "at": self.at.isoformat(),
            "side": self.side,
            "who": self.who,
            "text": self.text,
            "client_id": self.client_id,
            "reads": self.reads,
        }


@dataclass(frozen=True)
class Day:
    """The events of one day, under «Сегодня», «20 ноября» or «20 ноября 2025»."""

    date: date
    label: str
    events: list[Shown]


def show(event: Event, *, viewer: Viewer, read_seq: int) -> Shown:
    """`event` as `viewer` sees it; `read_seq` is how far the other side has read."""
    seq, kind, at = event.seq, event.kind, event.at
    if event.message is not None:
        side = _side(event, event.message, viewer)
        return Shown(
            seq,
            kind,
            at,
            side=side,
            who=_who(event.message, viewer),
            text=event.message.text,
            client_id=str(event.message.client_id),
            state="" if side != "mine" else "read" if seq <= read_seq else "sent",
        )
    if kind == EventKind.READ:
        by_other = event.data.get("by") == ("subscriber" if viewer.at_desk else "specialist")
        return Shown(seq, kind, at, reads=int(event.data["seq"]) if by_other else None)
    return Shown(seq, kind, at, side="state", text=_state(event, viewer))


def days(shown: Iterable[Shown], *, zone: ZoneInfo, now: datetime) -> list[Day]:
    """`shown`, which is in order, by the days of `zone`."""
    today = now.astimezone(zone).date()
    by_day = groupby(shown, key=lambda event: event.at.astimezone(zone).date())
    return [Day(day, _day_label(day, today), list(events)) for day, events in by_day]


def read_seq_of_other(conversation: Conversation, viewer: Viewer) -> int:
    """How far the side opposite to `viewer` has read."""
    return conversation.subscriber_read_seq if viewer.at_desk else conversation.specialist_read_seq


def _day_label(day: date, today: date) -> str:
    if day == today:
        return _("Сегодня")
    return date_format(day, _("j E") if day.year == today.year else _("j E Y"))


def _side(event: Event, message: Message, viewer: Viewer) -> str:
    if event.kind == EventKind.NOTE:
        return "note"
    return "mine" if (message.author_kind == AuthorKind.SUBSCRIBER) != viewer.at_desk else "theirs"


def _who(message: Message, viewer: Viewer) -> str:
    if message.author_id == viewer.user.pk:
        return _("Вы")
    if message.author_kind == AuthorKind.SPECIALIST:
        name = message.author.public_name if message.author else ""
        return name if viewer.at_desk or not name else _("%(name)s, специалист") % {"name": name}
    if message.author_kind == AuthorKind.SUBSCRIBER:
        return message.author.public_name if message.author else _("Абонент")
    return str(message.get_author_kind_display()).capitalize()


def _state(event: Event, viewer: Viewer) -> str:
    match event.kind:
        case EventKind.ASSIGN:
            name = {"name": event.data.get("name", "")}
            return (_("Разговор ведёт %(name)s") if viewer.at_desk else _("Вам отвечает %(name)s")) % name
        case EventKind.CLOSE:
            return _("Разговор закрыт") if viewer.at_desk else _("Разговор закрыт. Напишите, и он продолжится.")
        case EventKind.REOPEN:
            return _("Разговор открыт снова")
    return ""
