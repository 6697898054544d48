"""How much one person may write."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import TooManyAttempts
from cabinet.core.limits import allow
from chat.viewers import Viewer

PAUSE = 10  # seconds after which a refused client tries again


def refuse_flood(viewer: Viewer) -> None:
    """Count one message of `viewer`. Raises `TooManyAttempts` past `CHAT_FLOOD`; what was typed stays on the page."""
    if not allow(settings.CHAT_FLOOD, "chat.say", viewer.key):
        raise TooManyAttempts(PAUSE, _("Слишком много сообщений подряд. Подождите немного: написанное не пропадёт."))
