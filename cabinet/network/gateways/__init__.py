"""Ways to the network, behind one protocol; `NETWORK_GATEWAY` chooses: a short name or the dotted path of a class."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from cabinet.env import is_simulator
from cabinet.network.gateways.base import Gateway

SHORT_NAMES = {"simulator": "cabinet.network.gateways.simulator.Simulator"}


@cache
def _made(path: str) -> Gateway:
    made: Gateway = import_string(path)()
    return made


def gateway() -> Gateway:
    """The network of this installation, one gateway a process."""
    return _made(SHORT_NAMES.get(settings.NETWORK_GATEWAY, settings.NETWORK_GATEWAY))


def is_simulated() -> bool:
    """Whether there is no network behind the portal, only its likeness."""
    return is_simulator(settings.NETWORK_GATEWAY)
