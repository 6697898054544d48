"""Who stands at a door, as far as it is known before they are in: a stranger, or a browser that was here before.

Strangers can fail at anybody's number. So whoever comes in a browser in which they have signed in before, or through
the operator's own network, is counted apart: their codes and passwords have limits that nobody else can use up, and
strangers' failures ask them for no captcha.
"""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from cabinet.accounts.device_cookie import COOKIE, key_of
from cabinet.accounts.models import Asker, KnownDevice
from cabinet.accounts.selectors import hashed
from cabinet.core import phones
from cabinet.core.captcha import suspicion
from cabinet.core.mobile_network import network_msisdn
from cabinet.core.net import client_ip, network_prefix

OF_THE_DEVICE = ("device", "asking_device")


def asker_of(request: HttpRequest, msisdn: str) -> Asker:
    """Who asks for a code to `msisdn`. One query, the same whether anybody has the number."""
    if network_msisdn(request) == msisdn:
        return Asker.OWN
    devices = KnownDevice.objects.filter(key_hash=hashed(key_of(request)))
    theirs = Q(user__contracts__primary_line__msisdn=msisdn, user__contracts__primary_line__closed_at=None)
    proved = Q(user__accesses__by_code=True, user__accesses__line__msisdn=msisdn, user__accesses__line__closed_at=None)
    return Asker.OWN if devices.filter(theirs | proved).exists() else Asker.GUEST


def device_of(request: HttpRequest) -> str:
    """The hash of this browser's key, as `KnownDevice` keeps it; nothing where it has none yet."""
    return hashed(key_of(request)) if COOKIE in request.COOKIES else ""


def wants_captcha(request: HttpRequest, typed: str = "", *, asking: bool = False) -> bool:
    """Whether this browser, its network, or strangers at the number or login `typed` failed too often of late; where a
    code can be asked for, also whether they asked for too many and typed none."""
    whose = _whose(request, typed) | (_asking(request, typed) if asking else {})
    device = device_of(request)
    if device and KnownDevice.objects.filter(_meant_by(typed), key_hash=device).exists():
        whose = {kind: name for kind, name in whose.items() if kind in OF_THE_DEVICE}
    return suspicion.is_suspected(whose, timezone.now())


def failed(request: HttpRequest, typed: str) -> None:
    """A wrong code or password was typed."""
    suspicion.note(_whose(request, typed), timezone.now())


def asked(request: HttpRequest, msisdn: str) -> None:
    """A code was sent that nobody has typed yet; most are typed, so this says nothing of the network."""
    suspicion.note(_asking(request, msisdn), timezone.now())


def came_in(request: HttpRequest, typed: str) -> None:
    """The right code or password was typed: no robot, as far as this browser and this number go."""
    whose = _whose(request, typed) | _asking(request, typed)
    suspicion.forgive({kind: name for kind, name in whose.items() if kind != "network"})


def _whose(request: HttpRequest, typed: str) -> dict[str, str]:
    return {"device": key_of(request), "network": network_prefix(client_ip(request)), "number": _same(typed)}


def _meant_by(typed: str) -> Q:
    """Whose device it must be to be no stranger's: of one of those whom the number or login means. Who merely has a
    cabinet of their own could otherwise guess at anybody's; before anything is typed, any cabinet will do."""
    name = _same(typed)
    if not name:
        return Q()
    if not phones.looks_like_number(typed):
        return Q(user__login__iexact=name)
    owned = Q(user__contracts__lines__msisdn=name, user__contracts__lines__closed_at=None)
    proved = Q(user__accesses__by_code=True, user__accesses__line__msisdn=name, user__accesses__line__closed_at=None)
    return owned | proved


def _asking(request: HttpRequest, msisdn: str) -> dict[str, str]:
    return {"asking_device": key_of(request), "asking_number": _same(msisdn)}


def _same(typed: str) -> str:
    """One name for every way of writing the same number or login."""
    try:
        return phones.parse(typed) if phones.looks_like_number(typed) else typed.strip().casefold()
    except phones.NotANumber:
        return typed.strip()
