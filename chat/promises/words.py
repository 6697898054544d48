"""What a thread says of closing, to the side that reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from chat.models import Conversation, Event, EventKind
from chat.viewers import Viewer


@dataclass(frozen=True)
class Countdown:
    """How long it is until a conversation closes: `until`, and `words` as «9:41»."""

    until: datetime
    words: str


def closes_in(conversation: Conversation, now: datetime) -> Countdown | None:
    """The countdown of a proposed closing."""
    until = conversation.closes_at
    if until is None:
        return None
    minutes, seconds = divmod(max(0, int((until - now).total_seconds())), 60)
    return Countdown(until, f"{minutes}:{seconds:02}")


def closing_words(event: Event, viewer: Viewer) -> str:
    """A line of the thread about a closing that was proposed or called off; the subscriber reads it in the bar."""
    if not viewer.at_desk:
        return ""
    if event.kind == EventKind.CLOSING:
        return _("Предложено закрыть разговор")
    return {
        "subscriber": _("Абонент просит не закрывать"),
        "writes": _("Разговор не закрыт: абонент пишет"),
        "subscriber_writes": _("Разговор не закрыт: абонент изменил своё сообщение"),
    }.get(str(event.data.get("by", "")), _("Закрытие отменено"))
