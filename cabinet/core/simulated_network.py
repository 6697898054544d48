"""What stands for the mobile network in the demonstration: a signed cookie that the simulator's telephone sets.

Only where SMS go to pages, and `env.refuse_unsafe` keeps that to this machine.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from cabinet.env import is_simulator

COOKIE = "simulated_sim"
SALT = "core.simulated-network"
LASTS = 10 * 60  # seconds


def is_on() -> bool:
    return bool(settings.DEMO) and is_simulator(settings.SMS_GATEWAY)


def put_sim(response: HttpResponse, msisdn: str) -> None:
    """From now on, for a while, this browser's requests come from the telephone `msisdn`."""
    sealed = signing.dumps(msisdn, salt=SALT)
    response.set_cookie(COOKIE, sealed, max_age=LASTS, httponly=True, samesite="Lax")


def says(request: HttpRequest) -> str:
    """The number of the simulator's telephone that this browser is, or nothing."""
    sealed = request.COOKIES.get(COOKIE)
    if not sealed or not is_on():
        return ""
    try:
        msisdn: str = signing.loads(sealed, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return ""
    return msisdn
