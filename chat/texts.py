"""What the chat says when nobody has its page open, in the language of the person."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event
from cabinet.sms.texts import SmsTemplate
from chat.models import Conversation

REPLIED = Event(
    name="chat.reply",
    title=_("Специалист ответил в чате"),
    about=_("если вы не прочитали ответ сразу"),
)
REPLY = SmsTemplate(  # two segments at most, because the link takes most of one
    name="chat.reply",
    title=_("Специалист ответил в чате"),
    words=_("Специалист ответил вам в чате: {link}"),
    example={"link": "https://portal.example/chat/5b1ee0e5-8a2e-4f57-9a6e-6a1f7b1d6a10/"},
)


def link_to(conversation: Conversation) -> str:
    """The address of `conversation`, as a message tells it."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("chat-conversation", args=[conversation.public_id])
