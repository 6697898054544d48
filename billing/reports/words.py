"""How usage is written in reports."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Unit
from billing.reports.contents import Used
from cabinet.core.money import NBSP

MEGABYTE = 1_048_576  # bytes: rates count 100 KB as 102,400
UNIT_NAMES = {
    Unit.VOICE.value: gettext_lazy("Звонки, ч:мин:с"),
    Unit.SMS.value: gettext_lazy("SMS"),
    Unit.DATA.value: gettext_lazy("Интернет, МБ"),
}


def in_megabytes(volume: int) -> float:
    return round(volume / MEGABYTE, 2)


def packaged(used: Used) -> str:
    """Whether a package gave it."""
    if not used.taken:
        return ""
    return _("да") if used.taken >= used.volume else _("частично")


def duration(seconds: int) -> str:
    """`1:02:03`, `2:03`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def volume(unit: str, amount: int) -> str:
    """`2:03`, `1`, `12.50 МБ`."""
    if unit == Unit.VOICE:
        return duration(amount)
    return (
        str(amount)
        if unit == Unit.SMS
        else _("%(megabytes)s МБ") % {"megabytes": f"{in_megabytes(amount):,.2f}".replace(",", NBSP)}
    )
