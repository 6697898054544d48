"""Limits of a device and of a network at the doors (a number's own are rows: `services.number_limits`).

Subscribers of one operator share addresses, so a network's limits stop floods, not people; a device's are stricter.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from cabinet.core.errors import TooManyAttempts
from cabinet.core.limits import allow
from cabinet.core.net import client_ip, network_prefix


def limit(request: HttpRequest, what: str) -> None:
    """Refuse a device or a network that asks for `what` too often, by `TooManyAttempts` (429)."""
    keys = {"network": network_prefix(client_ip(request)), "device": request.session.session_key}
    for whose, limits in settings.DOOR_LIMITS[what].items():
        key = keys[whose]  # a device without a session is on its first step
        if key and not all(allow(each, what, whose, key) for each in limits):
            raise TooManyAttempts(60)
