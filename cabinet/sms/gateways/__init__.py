"""Ways to telephones, behind one protocol; `SMS_GATEWAY` chooses: a short name or the dotted path of a class."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from cabinet.env import is_simulator
from cabinet.sms.gateways.base import Gateway

SHORT_NAMES = {
    "simulator": "cabinet.sms.gateways.simulator.Simulator",
    "smpp": "cabinet.sms.gateways.smpp.Smpp",
    "http": "cabinet.sms.gateways.http.gateway.HttpGateway",
}


@cache
def _made(path: str) -> Gateway:
    gateway: Gateway = import_string(path)()
    return gateway


def gateway() -> Gateway:
    """The gateway of this installation, one a process."""
    return _made(SHORT_NAMES.get(settings.SMS_GATEWAY, settings.SMS_GATEWAY))


def is_simulated() -> bool:
    """Whether SMS go to pages instead of telephones."""
    return is_simulator(settings.SMS_GATEWAY)
