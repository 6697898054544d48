"""«Сделать ответом бота» under each reply of a specialist, at the desk only."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chat.models import AuthorKind, Conversation, Event, EventKind
from chat.viewers import Viewer


def teach_link(event: Event, conversation: Conversation, viewer: Viewer) -> SafeString:
    """The link; nothing under notes, cards, what others said, and for the subscriber."""
    message = event.message
    if message is None or not viewer.at_desk or event.kind != EventKind.MESSAGE:
        return SafeString()
    if message.author_kind != AuthorKind.SPECIALIST or message.card or not message.text:
        return SafeString()
    address = reverse("desk-learn", args=[conversation.public_id, message.client_id])
    return format_html('<a class="teach" href="{}">{}</a>', address, _("Сделать ответом бота"))
