"""Time zones that there are."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_zone(name: str) -> None:
    """Raise `ValidationError` for a name that is no time zone."""
    if name not in available_timezones():
        raise ValidationError(_("Такого часового пояса нет. Например: Asia/Novosibirsk."))
