"""A whole portal for journeys and fault tests: the same processes that `make run` starts, on a database of its own.

def test_something(portal):
    httpx.get(portal.url)
    portal.kill("worker")
    portal.start("worker")
    portal.valkey.pause()      # silent: connections hang
    portal.valkey.resume()
"""

import os
import shutil
import signal
import socket
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import psutil
import pytest

from cabinet.embedded import places
from cabinet.embedded.children import Child, Program, wait_until
from cabinet.embedded.parts import parts
from cabinet.embedded.postgres import Postgres
from cabinet.embedded.run import answers
from cabinet.embedded.valkey import Valkey
from tests.warm_manage import WarmManage

STARTUP = 120.0  # seconds that a part may take to start on a busy machine
USUAL = ("web", "dispatcher", "worker")


class Process:
    """One process of a portal: kill it, silence it, start it again."""

    def __init__(self, start: Callable[[], Child], ready: Callable[[], bool] = lambda: True) -> None:
        self._start = start
        self._ready = ready
        self.child: Child | None = None

    def start(self) -> None:
        """Start it and wait until it is ready. Fails the test with the end of its log."""
        child = self.child = self._start()
        if not wait_until(lambda: self._ready() or not child.alive(), seconds=STARTUP) or not child.alive():
            pytest.fail(str(child.trouble(f"{child.name} did not start")), pytrace=False)

    def alive(self) -> bool:
        return self.child is not None and self.child.alive()

    def kill(self) -> None:
        """SIGKILL to it and its children at once, as a power cut would."""
        self._each(signal.SIGKILL)
        if self.child:
            self.child.kill()

    def pause(self) -> None:
        """SIGSTOP: it keeps its connections and answers nothing, until `resume`."""
        self._each(signal.SIGSTOP)

    def resume(self) -> None:
        self._each(signal.SIGCONT)

    def stop(self) -> None:
        """Ask it to end and wait for that."""
        if self.child and self.child.alive():
            self.resume()
            self.child.stop()

    def _each(self, number: signal.Signals) -> None:
        if not self.alive():
            return
        assert self.child is not None
        itself = psutil.Process(self.child.pid)
        for process in [itself, *itself.children(recursive=True)]:
            try:
                process.send_signal(number)
            except psutil.NoSuchProcess:
                continue


class Portal:
    """A seeded portal on a free port of 127.0.0.1, with a Valkey of its own.

    `url` ends without a slash; `database_url` and `redis_url` are for looking at what it did. Without `database_url`
    it gets a PostgreSQL of its own, too: `postgres`. With it, that database and `var` are prepared already
    (`tests.engines.clone_with_demo`).
    """

    def __init__(self, var: Path, *, database_url: str | None = None, environment: Mapping[str, str] | None = None):
        self.var = var.resolve()
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = database_url or places.database_url(self.var)
        self.redis_url = places.redis_url(self.var)
        self.environment = {
            **os.environ,
            "QUIET_HOURS": "",  # a journey takes place at any hour
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "CHANNEL_PREFIX": f"portal{self.port}",
            "VAR": str(self.var),
            "PORT": str(self.port),
            **(environment or {}),
        }
        self._manage = WarmManage(self.environment)
        valkey = Valkey(self.var)
        self.valkey = Process(valkey.start, valkey.ready)
        self.postgres: Process | None = None
        if database_url is None:
            postgres = Postgres(self.var, durable=False)
            self.postgres = Process(postgres.start, postgres.ready)
        self.parts = {
            name: Process(partial(self._child, program), partial(self._ready, name))
            for name, program in parts(self.environment, port=self.port).items()
        }

    def run(self, *names: str) -> None:
        """Start the engines, migrate and seed what is new, and start the parts `names` (usually all but beat)."""
        self.var.mkdir(parents=True, exist_ok=True)
        self.valkey.start()
        if self.postgres:
            self.postgres.start()
            self.manage("prepare_demo")
        for name in names or USUAL:
            self.start(name)

    def manage(self, *command: str) -> str:
        """What `manage.py command` prints, run against this portal. Fails the test if it fails."""
        status, printed, errors = self._manage.run(*command)
        if status:
            pytest.fail(f"manage.py {' '.join(command)}:\n{printed}{errors}", pytrace=False)
        return printed

    def start(self, name: str) -> None:
        """Start a part; `web` answers when this returns."""
        self.parts[name].start()

    def kill(self, name: str) -> None:
        """Kill a part and its children with SIGKILL."""
        self.parts[name].kill()

    def log(self, name: str) -> str:
        """What a part has logged since it was last started."""
        return (self.var / "logs" / f"{name}.log").read_text()

    def stop(self) -> None:
        """End everything: the parts at once, for nobody needs their last words, then the engines."""
        self._manage.stop()
        for process in self.parts.values():
            if process.alive():
                process.kill()
        for engine in filter(None, (self.valkey, self.postgres)):
            engine.stop()
        shutil.rmtree(places.socket_directory(self.var), ignore_errors=True)

    def _child(self, program: Program) -> Child:
        log = self.var / "logs" / f"{program.name}.log"
        return Child(program, log=log, lock=self.var / "run" / f"{program.name}.lock")

    def _ready(self, name: str) -> bool:
        return name != "web" or answers(self.port)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
