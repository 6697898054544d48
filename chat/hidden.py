"""What the bot told of a person from live data, and what a specialist proposed to do with it, stays in the thread; a
session for which only the network or another site vouches reads that it was told, and not what."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cabinet.accounts.assurance import is_strong
from chat.models import Message

PERSONAL = "personal"  # in the data of a message that tells live data


def is_hidden(message: Message, request: HttpRequest, *, at_desk: bool) -> bool:
    """Whether who asks has to show who they are before they read `message`."""
    return PERSONAL in message.data and not at_desk and not is_strong(request)


def instead() -> str:
    """What stands there."""
    return _("Личный ответ о вашем номере. Чтобы прочитать его, войдите по коду из SMS или с паролем.")
