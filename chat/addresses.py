"""Where a conversation is read: one address for each side."""

from __future__ import annotations

from django.urls import reverse

from chat.models import Conversation
from chat.viewers import Viewer


def address_of(conversation: Conversation, viewer: Viewer) -> str:
    """The page of `conversation` for `viewer`."""
    if viewer.at_desk:
        return reverse("desk-conversation", args=[conversation.public_id])
    address = reverse("chat-conversation", args=[conversation.public_id])
    return f"{address}?line={conversation.line.public_id}" if conversation.line else address
