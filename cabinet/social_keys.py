"""Other sites by which people may sign in (A7): which of them have keys in the environment.

`SOCIAL_VK_CLIENT_ID` and `SOCIAL_VK_SECRET`, the same with `FACEBOOK` and `YANDEX`, and for any other provider of
OpenID Connect `SOCIAL_OPENID_CONNECT`: a JSON list of `{"id", "name", "server_url", "client_id", "secret"}`. A site
without keys is not shown anywhere. The address to register at the site is `PUBLIC_URL/login/social/<id>/callback/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cabinet import env

KNOWN = ("vk", "facebook", "yandex")
NOT_AN_ID = (*KNOWN, "offer")  # addresses of ours under /login/social/
ID = re.compile(r"[a-z][a-z0-9-]{1,29}")
LONGEST_NAME = 20  # characters: it stands in an SMS of one segment
FIELDS = {"id", "name", "server_url", "client_id", "secret"}


def from_environment() -> dict[str, dict[str, Any]]:
    """`settings.SOCIALACCOUNT_PROVIDERS`; raises `ImproperlyConfigured` with one sentence that says what to mend."""
    providers: dict[str, dict[str, Any]] = {}
    for site in KNOWN:
        prefix = f"SOCIAL_{site.upper()}"
        client_id, secret = env.read(f"{prefix}_CLIENT_ID", default=""), env.read(f"{prefix}_SECRET", default="")
        if bool(client_id) != bool(secret):
            raise ImproperlyConfigured(f"{prefix}_CLIENT_ID and {prefix}_SECRET go together: set both or neither.")
        if client_id:
            providers[site] = {"APPS": [{"client_id": client_id, "secret": secret}]}
    if apps := [*_openid_connect(env.read("SOCIAL_OPENID_CONNECT", default=""))]:
        providers["openid_connect"] = {"APPS": apps}
    return providers


def _openid_connect(text: str) -> Iterator[dict[str, Any]]:
    seen = set(NOT_AN_ID)
    for entry in _entries(text):
        if not isinstance(entry, dict) or set(entry) != FIELDS or not all(_is_text(each) for each in entry.values()):
            raise ImproperlyConfigured(f"SOCIAL_OPENID_CONNECT: each entry has the texts {', '.join(sorted(FIELDS))}.")
        site = entry["id"]
        if not ID.fullmatch(site) or site in seen:
            raise ImproperlyConfigured(
                f"SOCIAL_OPENID_CONNECT: the id {site!r} must be 2 to 30 of a-z, 0-9 and -, and its own."
            )
        if len(entry["name"]) > LONGEST_NAME:
            raise ImproperlyConfigured(f"SOCIAL_OPENID_CONNECT: the name of {site} is over {LONGEST_NAME} characters.")
        if not _is_safe(entry["server_url"]):
            raise ImproperlyConfigured(f"SOCIAL_OPENID_CONNECT: the server_url of {site} must be an https:// address.")
        seen.add(site)
        yield {
            "provider_id": site,
            "name": entry["name"],
            "client_id": entry["client_id"],
            "secret": entry["secret"],
            "settings": {"server_url": entry["server_url"]},
        }


def _entries(text: str) -> list[Any]:
    try:
        entries = json.loads(text or "[]")
    except ValueError as error:
        raise ImproperlyConfigured("SOCIAL_OPENID_CONNECT must be a JSON list.") from error
    if not isinstance(entries, list):
        raise ImproperlyConfigured("SOCIAL_OPENID_CONNECT must be a JSON list.")
    return entries


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_safe(address: str) -> bool:
    """Encrypted; or on this very machine, where there is nobody to listen."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in env.LOOPBACK)
