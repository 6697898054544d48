"""The sites that have keys (`cabinet.social_keys`), in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import NotFound

KNOWN: dict[str, str | Promise] = {"vk": "VK", "yandex": _("Яндекс"), "facebook": "Facebook"}
OPENID_CONNECT = "openid_connect"


@dataclass(frozen=True, slots=True)
class Site:
    """A site by whose account one may sign in. `id` is in addresses and in the link, `kind` is what it speaks."""

    id: str
    kind: str
    name: str | Promise


def sites() -> list[Site]:
    """All that have keys."""
    configured: dict[str, dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS
    known = [Site(kind, kind, name) for kind, name in KNOWN.items() if kind in configured]
    others = configured.get(OPENID_CONNECT, {}).get("APPS", [])
    return known + [Site(each["provider_id"], OPENID_CONNECT, each["name"]) for each in others]


def site_of(site_id: str) -> Site:
    """The site of this id; `NotFound` if it has no keys."""
    for site in sites():
        if site.id == site_id:
            return site
    raise NotFound


def site_of_link(site_id: str) -> Site:
    """The site of a link, which may have lost its keys since."""
    try:
        return site_of(site_id)
    except NotFound:
        return Site(site_id, "", KNOWN.get(site_id, site_id))
