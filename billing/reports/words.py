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


def package_words() -> tuple[str, str]:
    """What `packaged` says, in the language that is switched on; a file asks once, not for each of its rows."""
    return _("да"), _("частично")


def packaged(used: Used, words: tuple[str, str]) -> str:
    """Whether a package gave it: all or a part, in `package_words`, or nothing."""
    if not used.taken:
        return ""
    return words[0] if used.taken >= used.volume else words[1]
