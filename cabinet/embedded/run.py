"""`make run`: the whole portal on one machine, until Ctrl-C."""

import http.client
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from cabinet.embedded import checks, places
from cabinet.embedded.children import follow_parent
from cabinet.embedded.parts import ROOT, manage, parts
from cabinet.embedded.postgres import Postgres
from cabinet.embedded.supervisor import Asked, Supervisor
from cabinet.embedded.trouble import Trouble
from cabinet.embedded.valkey import Valkey

PREPARING = 600.0  # seconds; the first time seeds a year of a small operator's life
STARTING = 120.0  # seconds until every part answers


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Run the portal; the exit code is 0 when asked to stop and 1, after one sentence, when something is wrong."""
    if environ.get("MAKELEVEL"):
        follow_parent(signal.SIGTERM)  # a make that was killed cannot pass anything on
    var = Path(environ.get("VAR") or ROOT / "var").expanduser().resolve()
    try:
        checks.python()
        port = checks.port(environ.get("PORT") or "8000")
        checks.directory(var)
        lock = checks.alone(var, f"http://127.0.0.1:{port}/")
        checks.room(var)
        try:
            with Supervisor(var, show) as supervisor:
                run(supervisor, dict(environ), var, port)
        finally:
            shutil.rmtree(places.socket_directory(var), ignore_errors=True)
            os.close(lock)
    except (Asked, KeyboardInterrupt):
        show("Stopped.")
        return 0
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
    except OSError as error:
        if error.errno not in checks.FULL and not str(error.filename).startswith(str(var)):
            raise
        print(checks.unwritable(var, error), file=sys.stderr)
    return 1


def run(supervisor: Supervisor, environ: dict[str, str], var: Path, port: int) -> None:
    """Start everything and watch it. Raises `Asked` or `Trouble`, never returns."""
    environ |= {"VAR": str(var), "PORT": str(port), "DEMO": environ.get("DEMO") or "1", "DEBUG": ""}
    start_engines(supervisor, environ, var)
    supervisor.finish(manage(environ, "prepare_demo"), seconds=PREPARING)
    supervisor.start(*parts(environ, port=port).values())
    supervisor.wait_for(lambda: answers(port), seconds=STARTING, what="The portal")
    show(supervisor.finish(manage(environ, "demo_card"), seconds=STARTING))
    supervisor.watch()


def start_engines(supervisor: Supervisor, environ: Mapping[str, str], var: Path) -> None:
    """Start the engines that the environment does not name, and wait until they accept connections."""
    engines: list[Postgres | Valkey] = []
    if not environ.get("DATABASE_URL"):
        engines.append(Postgres(var))
    if not environ.get("REDIS_URL"):
        engines.append(Valkey(var))
    for position, engine in enumerate(engines):
        supervisor.adopt(engine.start(), fresh=not position)
    for engine in engines:
        supervisor.wait_for(engine.ready, seconds=STARTING, what=type(engine).__name__)


def answers(port: int) -> bool:
    """Whether the portal is ready to be opened."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def show(text: str) -> None:
    """Print for the person, who may have closed the terminal."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 — for the rest of this process
