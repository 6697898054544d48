"""What the chat says by SMS, in the language of the line."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from chat.models import Conversation


def reply_sms(*, conversation: Conversation, language: str) -> str:
    """Tells that a specialist answered, with a link: two segments at most, because the link takes most of one."""
    link = settings.PUBLIC_URL.rstrip("/") + reverse("chat-conversation", args=[conversation.public_id])
    with translation.override(language):
        return _("Специалист ответил вам в чате: %(link)s") % {"link": link}
