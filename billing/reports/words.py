"""How usage is written in reports: as the page of usage writes it, and in numbers for tables."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Unit
from billing.reports.contents import Used
from billing.usage.words import MB

UNIT_NAMES = {
    Unit.VOICE.value: gettext_lazy("Звонки"),
    Unit.SMS.value: gettext_lazy("SMS"),
    Unit.DATA.value: gettext_lazy("Интернет"),
}


def in_megabytes(volume: int) -> float:
    return round(volume / MB, 2)


def packaged(used: Used) -> str:
    """Whether a package gave it."""
    if not used.taken:
        return ""
    return _("да") if used.taken >= used.volume else _("частично")
