"""What the bot in a thread adds to the chat."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cabinet.core import sweeps
from chat import cards, told
from chat.talk.answering import sweep
from chat.talk.cards import ANSWER, CHOICE
from chat.viewers import Viewer


def register() -> None:
    """Called by `chat/apps.py`."""
    cards.register(ANSWER)
    cards.register(CHOICE)
    told.register("talk.taken", _taken)
    sweeps.register("chat.talk", sweep)


def _taken(data: dict[str, Any], viewer: Viewer) -> str:
    return _("Бот молчит: разговор взял специалист") if viewer.at_desk else _("Вам ответит специалист")
