"""What staff write in two languages, in the one that the reader has chosen."""

from __future__ import annotations

from django.utils.translation import get_language


def in_language(ru: str, en: str) -> str:
    """`en` for who reads English, unless it is empty; otherwise `ru`."""
    return en if en and get_language() == "en" else ru
