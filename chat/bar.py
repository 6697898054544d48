"""The bar over the composer: who leads the conversation and what can be done about it. A part of the page that is
fetched anew whenever something happened, so every word of it comes from the server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chat.models import Conversation, Leads
from chat.promises.rating import asked_in_bar
from chat.promises.words import closes_in
from chat.viewers import Viewer
from chat.waiting.bar import waiting


def bar(conversation: Conversation, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """What `chat/_bar.html` needs; its parts are `_bar_call`, `_bar_queue`, `_bar_closing`, `_bar_rating`."""
    return {
        "conversation": conversation,
        "viewer": viewer,
        "bot_leads": conversation.is_open and conversation.leads == Leads.BOT,
        "rating": asked_in_bar(conversation, viewer, now),
        "closes_in": closes_in(conversation, now),
        "waits": conversation.waiting_since is not None,
        "now": now,
        **waiting(conversation, viewer, now),
    }
