"""What the chat says when nobody has its page open, in the language of the person."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event
from cabinet.sms.texts import SmsTemplate, register
from chat.models import Conversation

REPLIED = Event(
    name="chat.reply",
    title=_("Специалист ответил в чате"),
    about=_("если вы не прочитали ответ сразу"),
    place=10,
)
REPLY = register(
    SmsTemplate(
        name="chat.reply",
        title=_("Специалист ответил, а человек не прочитал"),
        words=_("Специалист ответил вам в чате: {link}"),
        example={"link": "https://my.operator.ru/chat/0b8e4a52-6f0d-4c39-9b1e-2f7d5c1a8e64/"},
        segments=2,
        must=("link",),
    )
)


def link_to(conversation: Conversation) -> str:
    """The address of `conversation`, as a message tells it."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("chat-conversation", args=[conversation.public_id])
