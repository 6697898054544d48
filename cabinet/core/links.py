"""Addresses that a page names again and again: how each is written is asked of Django once."""

from __future__ import annotations

import re
from functools import cache

from django.urls import reverse

PLAIN = re.compile(r"[A-Za-z0-9_-]+")  # a UUID, or a code of the catalogue
SAMPLE = "00000000-0000-0000-0000-000000000000"


def link(name: str, about: str = "") -> str:
    """What `reverse` gives for `name`, whose address holds nothing, or only the UUID or code `about`."""
    if not about:
        return _written(name)
    if not PLAIN.fullmatch(about):
        return reverse(name, args=[about])
    return _written(name, SAMPLE).replace(SAMPLE, about)


@cache
def _written(name: str, *about: str) -> str:
    return reverse(name, args=about)
