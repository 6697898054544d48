"""What people paste and what keyboards of other countries type, read as plain characters."""

from __future__ import annotations

import unicodedata

DASH, FORMAT, SPACE = "Pd", "Cf", "Zs"  # categories of Unicode


def digits_of(text: str) -> str:
    """The decimal digits of `text`, whatever script they are in, as 0–9; all else is left out."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())


def plain(text: str) -> str:
    """`text` as it was meant: digits, brackets and plus of any script or width as ASCII, every dash as `-`, every space
    as a space, and nothing invisible (zero-width characters, marks of direction)."""
    return "".join(_plain(character) for character in unicodedata.normalize("NFKC", text)).strip()


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    category = unicodedata.category(character)
    if category == FORMAT:
        return ""
    if category == DASH or character == "\N{MINUS SIGN}":
        return "-"
    return " " if category == SPACE else character
