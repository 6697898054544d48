"""The accent colour of a brand, checked for contrast (WCAG 2.2, 1.4.3 and its definition of relative luminance)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

INK, PAPER = "#17181A", "#FFFFFF"
ENOUGH = 4.5  # WCAG AA for text


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 (black) to 1 (white)."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """Ink or paper, whichever reads better on `colour`."""
    return max((INK, PAPER), key=lambda text: contrast(text, colour))


def darker(colour: str, by: float = 0.06) -> str:
    """`colour` with each channel lowered by the share `by`, for the pointer over a button."""
    return "#" + "".join(f"{round(int(colour[i : i + 2], 16) * (1 - by)):02X}" for i in (1, 3, 5))


def validate_accent(value: str) -> None:
    """Refuse what is not `#RRGGBB`, and a colour on which neither ink nor paper can be read."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValidationError(_("Цвет пишется как #FFC928."))
    best = contrast(text_on(value), value)
    if best < ENOUGH or contrast(text_on(value), darker(value)) < ENOUGH:
        raise ValidationError(
            _("На этом цвете текст не прочесть: контраст %(ratio).1f, нужно не меньше 4,5."), params={"ratio": best}
        )
