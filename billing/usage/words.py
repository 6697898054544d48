"""Minutes, messages and megabytes, as people say them. A kilobyte is 1,024 bytes, as tariffs count it."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.causes import title
from billing.kinds import EntryKind
from billing.models import UsageEvent
from billing.models.rates import Unit
from billing.usage.charging import RULES
from cabinet.core.phones import LONGEST, national

MINUTE = 60
WHOLE = 11  # digits: with so many a number is whole, and not a short one
KB, MB, GB = 1024, 1024**2, 1024**3


def used_words(unit: str, volume: int) -> str:
    """How much was used, exactly: «3:07 мин», «1 SMS», «12,4 МБ». `volume` is in seconds, messages or bytes."""
    if unit == Unit.VOICE:
        minutes, seconds = divmod(volume, MINUTE)
        return _("%(clock)s\u00a0мин") % {"clock": f"{_whole(minutes)}:{seconds:02}"}
    if unit == Unit.SMS:
        return _("%(count)s\u00a0SMS") % {"count": _whole(volume)}
    size, name = _scale(volume)
    return f"{_decimal(volume, size, ROUND_HALF_UP, places=0 if size == KB else 1)}\u00a0{name}"


def left_words(unit: str, volume: int) -> str:
    """What is left of a package, never more than there is: «210 мин», «4 SMS», «12,4 ГБ»."""
    if unit == Unit.VOICE:
        return _("%(count)s\u00a0мин") % {"count": _whole(volume // MINUTE)}
    if unit == Unit.SMS:
        return _("%(count)s\u00a0SMS") % {"count": _whole(volume)}
    size, name = _scale(volume or MB)
    return f"{_decimal(volume, size, ROUND_FLOOR, places=1 if size == GB else 0)}\u00a0{name}"


def event_title(event: UsageEvent) -> str:
    """«Звонок, Казахстан»: in the words of the movement that it is charged by."""
    rate = event.rate
    cause = {"rule": RULES[Unit(event.unit)], "name": rate.name_ru, "name_en": rate.name_en}
    return title(EntryKind.USAGE, cause)


def other_end(counterpart: str) -> str:
    """`903 123-45-67`, `+375291234567`, `0611`, a sender's name; of what nobody stands at the other end, nothing."""
    digits = counterpart.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or not WHOLE <= len(digits) <= LONGEST:
        return counterpart
    shown = national(digits)
    return f"+{digits}" if shown == digits else shown


def _scale(volume: int) -> tuple[int, str]:
    if volume >= GB:
        return GB, _("ГБ")
    if volume >= MB:
        return MB, _("МБ")
    return KB, _("КБ")


def _decimal(volume: int, size: int, rounding: str, *, places: int) -> str:
    """`volume / size` with at most so many decimal places, and without a zero after the point."""
    rounded = (Decimal(volume) / size).quantize(Decimal(1).scaleb(-places), rounding=rounding)
    if volume and not rounded and rounding == ROUND_HALF_UP:
        rounded = Decimal(1)  # a session of a hundred bytes is not nothing
    whole, _point, rest = str(rounded).partition(".")
    rest = rest.rstrip("0")
    return _whole(int(whole)) + (("." if get_language() == "en" else ",") + rest if rest else "")


def _whole(number: int) -> str:
    written = f"{number:,}"
    return written if get_language() == "en" else written.replace(",", "\u00a0")
