"""Ready words of replies (C13), in the language of who asks."""

from __future__ import annotations

from dataclasses import dataclass

from chat.models import CannedReply, Conversation

MOST = 200  # offered at once


@dataclass(frozen=True)
class Ready:
    """One of them: typed as `/shortcut`."""

    shortcut: str
    title: str
    words: str


def ready_for(conversation: Conversation) -> list[Ready]:
    """Those that are offered for a conversation, in their order."""
    asks = conversation.author or conversation.guest
    english = asks is not None and asks.language == "en"
    found = CannedReply.objects.filter(active=True)[:MOST]
    return [Ready(each.shortcut, each.title, each.text_en if english else each.text_ru) for each in found]
