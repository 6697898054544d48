"""How much one person may write."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.errors import TooManyAttempts
from cabinet.core.limits import allow

PAUSE = 10  # seconds after which a refused client tries again


def refuse_flood(user: User) -> None:
    """Count one message of `user`. Raises `TooManyAttempts` past `CHAT_FLOOD`; what was typed stays with the client."""
    if not allow(settings.CHAT_FLOOD, "chat.say", str(user.pk)):
        raise TooManyAttempts(PAUSE, _("Слишком много сообщений подряд. Подождите немного: написанное не пропадёт."))
