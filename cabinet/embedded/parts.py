"""The portal's processes, as `make run` and the tests start them."""

import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cabinet.embedded.children import Program

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("web", "dispatcher", "worker", "beat", "network")  # and `sms_gateway`, where the gateway holds connections
RESIDENT_GATEWAYS = ("smpp",)
CLOSING = 15.0  # seconds that a gateway may take to let what is under way end


def parts(environment: Mapping[str, str], *, port: int) -> dict[str, Program]:
    """Every part by its name; `environment` is all that they see."""
    programs = {name: _program(name, arguments, environment) for name, arguments in _commands(port).items()}
    if environment.get("SMS_GATEWAY") in RESIDENT_GATEWAYS:
        gateway = _program("sms_gateway", ["manage.py", "sms_gateway"], environment)
        programs["sms_gateway"] = replace(gateway, asks=((signal.SIGTERM, CLOSING),))
    return programs


def manage(environment: Mapping[str, str], *command: str) -> Program:
    """`manage.py command`, to be run to its end."""
    return _program(command[0], ["manage.py", *command], environment)


def _commands(port: int) -> dict[str, list[str]]:
    web = f"""-m uvicorn cabinet.asgi:application --host 127.0.0.1 --port {port} --workers 1 --no-proxy-headers
        --no-access-log --log-level warning --lifespan off --timeout-graceful-shutdown 3
        --ws websockets-sansio --ws-ping-interval 20 --ws-ping-timeout 20 --ws-max-size 65536"""
    worker = """-m celery -A cabinet worker -Q codes,default,reports -c 2 --loglevel INFO --without-mingle
        --without-gossip --without-heartbeat"""
    return {
        "web": web.split(),
        "dispatcher": ["manage.py", "dispatcher"],
        "worker": worker.split(),
        "beat": ["manage.py", "beat"],
        "network": ["manage.py", "simulate_network"],  # only the demonstration is run so
    }


def _program(name: str, arguments: list[str], environment: Mapping[str, str]) -> Program:
    return Program(
        name=name,
        argv=[sys.executable, *arguments],
        environment={**environment, "PYTHONUNBUFFERED": "1"},
        directory=ROOT,
    )
