"""The number that the operator's mobile network says a request comes from (A5).

The network's gateway tells it to nginx, nginx to the portal (deploy/nginx), and anybody can write the same headers. So
the number is believed only from our own proxies and with a secret, and the headers are gone before any view sees them:
what is left is `request.network_msisdn`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from cabinet.core import phones, simulated_network
from cabinet.core.net import client_ip, comes_from, network_prefix
from cabinet.core.sparse_log import SparseLog

NUMBER = "HTTP_X_PORTAL_MSISDN"
SECRET = "HTTP_X_PORTAL_MSISDN_SECRET"  # noqa: S105 - the name of a header
GATEWAYS_OWN = "HTTP_X_MSISDN"  # from the gateway to nginx; here it was left in, or sent past nginx
MSISDN = re.compile(r"[1-9][0-9]{6,14}")

refused = SparseLog(logging.getLogger(__name__))


class MobileNetworkMiddleware:
    """First of all: nothing after it finds the headers, and none of them reaches an error report."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.network_msisdn = _believed(request)  # type: ignore[attr-defined]
        request.knows_mobile_network = is_on()  # type: ignore[attr-defined]
        return self.get_response(request)


def is_on() -> bool:
    """Whether this installation can learn a number from the network at all."""
    return bool(settings.MSISDN_HEADER_SECRET and settings.TRUSTED_PROXIES) or simulated_network.is_on()


def network_msisdn(request: HttpRequest) -> str:
    """The number that the network vouches for, or nothing. Whose it is nobody has looked up yet."""
    said: str = getattr(request, "network_msisdn", "")
    return said


def _believed(request: HttpRequest) -> str:
    number: str = request.META.pop(NUMBER, "")
    secret: str = request.META.pop(SECRET, "")
    gateways_own: str = request.META.pop(GATEWAYS_OWN, "")
    if not (number or secret or gateways_own):
        return simulated_network.says(request)
    trouble = _trouble(request, number, secret)
    if trouble:
        whence = network_prefix(client_ip(request))
        refused.warning("a number of the mobile network (%s) from %s: %s", _masked(number), whence, trouble)
        return ""
    return number


def _trouble(request: HttpRequest, number: str, secret: str) -> str:
    """Why the number is not believed.

    The secret carries the number again: a server that folds `X_Portal_Msisdn` into `X-Portal-Msisdn` and keeps the last
    of them (granian does) could otherwise put a client's number beside nginx's secret.
    """
    if not (settings.MSISDN_HEADER_SECRET and settings.TRUSTED_PROXIES):
        return "it is not asked for"
    if not comes_from(request, settings.TRUSTED_PROXIES):
        return "it came past the proxies"
    if not constant_time_compare(secret, f"{settings.MSISDN_HEADER_SECRET}:{number}"):
        return "the secret is wrong"
    return "" if MSISDN.fullmatch(number) else "it is not one number"


def _masked(number: str) -> str:
    return phones.masked(number) if MSISDN.fullmatch(number) else "•••"
