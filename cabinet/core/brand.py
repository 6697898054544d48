"""The brand as pages and SMS see it: the row of the admin, else the settings' defaults (X4)."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseError
from django.urls import reverse

from cabinet.core.colours import darker, text_on
from cabinet.core.models import Brand

KEPT_SECONDS = 10.0  # a change in the admin is seen by every process within this time


@dataclass(frozen=True)
class BrandView:
    name: str
    accent: str
    logo: str
    support_phone: str
    support_phone_free: str
    support_phone_home: str
    support_phone_roaming: str
    support_email: str

    @property
    def mark(self) -> str:
        """One letter that stands for the logo where there is none."""
        return self.name[:1].upper()

    @property
    def css(self) -> str:
        """The stylesheet that puts the accent over the portal's own tokens."""
        return (
            f":root{{--accent:{self.accent};--accent-hover:{darker(self.accent)};--on-accent:{text_on(self.accent)}}}\n"
        )

    @property
    def version(self) -> str:
        return hashlib.sha256(f"{self.css}{self.logo}".encode()).hexdigest()[:12]

    @cached_property
    def css_url(self) -> str:
        return f"{reverse('brand-css')}?v={self.version}"

    @cached_property
    def logo_url(self) -> str:
        return f"{reverse('brand-logo')}?v={self.version}" if self.logo else ""


_kept: tuple[float, BrandView] | None = None


def current() -> BrandView:
    """The brand, read at most every `KEPT_SECONDS`: a page costs no query for it."""
    global _kept
    if _kept is None or _kept[0] < time.monotonic():
        _kept = (time.monotonic() + KEPT_SECONDS, _read())
    return _kept[1]


def forget() -> None:
    """Read the row again at the next use (after a change in this process)."""
    global _kept
    _kept = None


def _read() -> BrandView:
    fields = list(BrandView.__dataclass_fields__)
    try:
        row = Brand.objects.values(*fields).first()
    except DatabaseError:  # error pages must have a name even when the database is away
        row = None
    return BrandView(**(row or {"logo": "", **settings.BRAND_DEFAULTS}))


def host() -> str:
    """The portal's host as people see it in an SMS."""
    return str(urlsplit(settings.PUBLIC_URL).netloc)
