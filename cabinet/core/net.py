"""Who is on the other end: the one place that reads addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Origin:
    """From where something was asked: an address and a browser, as journals keep them. Both are personal data."""

    ip: str = ""
    user_agent: str = ""


NOWHERE = Origin()  # the portal itself, or a channel that has no address
USER_AGENT_KEPT = 300  # characters


def origin_of(request: HttpRequest) -> Origin:
    """From where `request` came. No column takes a NUL."""
    return Origin(client_ip(request), request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[:USER_AGENT_KEPT])


def client_ip(request: HttpRequest) -> str:
    """The address of the person's side, believing only as many proxies as are configured.

    `TRUSTED_PROXY_COUNT` proxies of ours each append one address to `X-Forwarded-For`, so the first that we can
    believe stands that many places from its end; whatever stands before it was sent by the client. With no proxies,
    with fewer entries than proxies, or past the `TRUSTED_PROXIES` where they are named, the socket's own address is
    used.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    named = settings.TRUSTED_PROXIES
    count = 0 if named and not comes_from(request, named) else settings.TRUSTED_PROXY_COUNT
    candidate = hops[-count] if count and len(hops) >= count else peer
    try:
        return str(_plain(ip_address(candidate)))
    except ValueError:
        return peer


def valid_ip(ip: str) -> str | None:
    """`ip` if a column of addresses can hold it: a socket of the machine's own has none."""
    try:
        address = ip_address(ip)
    except ValueError:
        return None
    return None if isinstance(address, IPv6Address) and address.scope_id else str(address)


def comes_from(request: HttpRequest, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    """Whether the other end of the socket itself, whatever headers say, is within one of `networks`."""
    try:
        peer = _plain(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return False
    return any(peer in network for network in networks)


def network_prefix(ip: str) -> str:
    """The network that `ip` belongs to, as limits count it: /24 for IPv4, /56 (a household) for IPv6."""
    try:
        address = _plain(ip_address(ip))
    except ValueError:
        return "unknown"
    return str(ip_network(f"{address}/{24 if address.version == 4 else 56}", strict=False))


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address that a socket for both shows as `::ffff:192.0.2.1` is still an IPv4 address."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
