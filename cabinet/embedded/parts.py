"""The portal's processes, as `make run` and the tests start them."""

import sys
from collections.abc import Mapping
from pathlib import Path

from cabinet.embedded.children import Program

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("web", "dispatcher", "worker", "beat")


def parts(environment: Mapping[str, str], *, port: int) -> dict[str, Program]:
    """Every part by its name; `environment` is all that they see."""
    return {name: _program(name, arguments, environment) for name, arguments in _commands(port).items()}


def manage(environment: Mapping[str, str], *command: str) -> Program:
    """`manage.py command`, to be run to its end."""
    return _program(command[0], ["manage.py", *command], environment)


def _commands(port: int) -> dict[str, list[str]]:
    web = f"""-m uvicorn cabinet.asgi:application --host 127.0.0.1 --port {port} --workers 1 --no-proxy-headers
        --no-access-log --log-level warning --lifespan off --timeout-graceful-shutdown 3
        --ws websockets-sansio --ws-ping-interval 20 --ws-ping-timeout 20 --ws-max-size 65536"""
    worker = """-m celery -A cabinet worker -Q codes,default -c 2 --loglevel INFO --without-mingle --without-gossip
        --without-heartbeat"""
    return {
        "web": web.split(),
        "dispatcher": ["manage.py", "dispatcher"],
        "worker": worker.split(),
        "beat": ["manage.py", "beat"],
    }


def _program(name: str, arguments: list[str], environment: Mapping[str, str]) -> Program:
    return Program(
        name=name,
        argv=[sys.executable, *arguments],
        environment={**environment, "PYTHONUNBUFFERED": "1"},
        directory=ROOT,
    )
