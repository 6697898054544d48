"""Pytest plugin: the engines that the suite runs on, never those of a running portal.

The process that starts the suite starts one PostgreSQL; whoever first needs the database migrates a template under a
lock, and every worker works on a clone of it and has a Valkey of its own. Whole portals work on clones of another one,
that has the demonstration's data, made in the same way. With `DATABASE_URL` or `REDIS_URL` in the
environment that server is used instead: databases with names of this run are made on it and dropped at the end, and
workers take Redis databases by their number.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from cabinet.embedded import places
from cabinet.embedded.children import Child, stop_all
from cabinet.embedded.postgres import Postgres
from cabinet.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
RUN = "TESTS_RUN"  # the directory of this run: set by the process that starts the suite, read by its workers
SERVER = "TESTS_SERVER"  # an address of the PostgreSQL server that holds this run's databases
OUTSIDE_REDIS = "TESTS_OUTSIDE_REDIS"

_children: list[Child] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before pytest-django reads the settings: say where everything will be. Nothing is started yet."""
    if RUN not in os.environ:
        os.environ[RUN] = tempfile.mkdtemp(prefix="cab-tests-")
        atexit.register(_remove_run)
        os.environ[SERVER] = os.environ.get("DATABASE_URL") or places.database_url(run_directory(), "postgres")
        os.environ[OUTSIDE_REDIS] = os.environ.get("REDIS_URL", "")
    os.environ.update(environment())
    return (yield)


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.option.collectonly:
        return
    if _leads():
        from cabinet.core import catalog

        catalog.compile_all()  # a fresh clone has no compiled translations
    if _leads() and _embedded_postgres():
        postgres = Postgres(run_directory(), durable=False)
        _children.append(postgres.start())
        postgres.wait_ready(_children[-1])
    if not os.environ[OUTSIDE_REDIS] and not _only_distributes(session.config):
        valkey = Valkey(worker_directory(), durable=False)
        _children.append(valkey.start())
        valkey.wait_ready(_children[-1])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a real browser is a journey, said or not."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.journey)


def pytest_unconfigure() -> None:
    if _leads() and not _embedded_postgres():
        _drop_run_databases()
    _stop()


def environment() -> dict[str, str]:
    """What the settings of this worker read: its database, its Valkey, its files."""
    redis = os.environ[OUTSIDE_REDIS]
    return {
        "DATABASE_URL": database_url(f"{template_name()}_{WORKER}"),
        "REDIS_URL": _numbered(redis) if redis else places.redis_url(worker_directory()),
        "CHANNEL_PREFIX": f"{template_name()}_{WORKER}",
        "VAR": str(worker_directory()),
        "DEMO": "1",
        "DEBUG": "",
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKL",
    }


def run_directory() -> Path:
    """The directory of this run, shared by its workers."""
    return Path(os.environ[RUN]).resolve()


def worker_directory() -> Path:
    """This worker's `var`, with the directory of static files that the settings expect."""
    directory = run_directory() / WORKER
    (directory / "static").mkdir(parents=True, exist_ok=True)
    return directory


def template_name() -> str:
    """The migrated database that workers clone; its name is unique to this run."""
    return "t" + "".join(letter for letter in run_directory().name.lower() if letter.isalnum())


def database_url(name: str) -> str:
    """The address of the database `name` on this run's server."""
    return urlsplit(os.environ[SERVER])._replace(path=f"/{name}").geturl()


@contextmanager
def clone(name: str) -> Iterator[str]:
    """A fresh clone of the migrated template, dropped afterwards; yields its address."""
    _ensure_template()
    with _clone(name, of=template_name()) as url:
        yield url


@contextmanager
def clone_with_demo(name: str, *, var: Path) -> Iterator[str]:
    """The same with the demonstration's data, whose files are put into `var`: what `prepare_demo` would make there."""
    _ensure_demo()
    shutil.copytree(_demo_directory(), var, dirs_exist_ok=True)
    with _clone(name, of=_demo_name()) as url:
        yield url


@contextmanager
def _clone(name: str, *, of: str) -> Iterator[str]:
    _on_server("CREATE DATABASE {} TEMPLATE {}", name, of)
    try:
        yield database_url(name)
    finally:
        drop_database(name)


def drop_database(name: str) -> None:
    """Drop the database `name` and whoever is connected to it; nothing happens if there is none."""
    _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def manage(*command: str, **environment: str) -> None:
    """Run `manage.py command` by a process of its own. Fails the test with what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"manage.py {' '.join(command)}:\n{done.stdout}{done.stderr}", pytrace=False)


def migrate(url: str) -> None:
    """Migrate the database at `url`. Fails the test with what went wrong."""
    manage("migrate", "--no-input", "--verbosity", "0", DATABASE_URL=url)


def _ensure_template() -> None:
    with _made_once("template") as to_make:
        if to_make:
            drop_database(template_name())
            _on_server("CREATE DATABASE {}", template_name())
            migrate(database_url(template_name()))


def _ensure_demo() -> None:
    _ensure_template()
    with _made_once("demo") as to_make:
        if to_make:
            drop_database(_demo_name())
            _on_server("CREATE DATABASE {} TEMPLATE {}", _demo_name(), template_name())
            _demo_directory().mkdir(exist_ok=True)
            manage("prepare_demo", DATABASE_URL=database_url(_demo_name()), VAR=str(_demo_directory()))


def _demo_name() -> str:
    return f"{template_name()}_demo"


def _demo_directory() -> Path:
    return run_directory() / "demo"


@contextmanager
def _made_once(what: str) -> Iterator[bool]:
    """Whether `what` is still to be made in this run; nobody else makes it meanwhile, and afterwards it is made."""
    with (run_directory() / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = run_directory() / f"{what}.made"
        yield not made.exists()
        made.touch()


def _on_server(statement: str, *names: str) -> None:
    query = sql.SQL(statement).format(*map(sql.Identifier, names))
    for attempt in range(20):
        try:
            with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
                connection.execute(query)
            return
        except psycopg.errors.ObjectInUse:
            if attempt == 19:
                raise
            time.sleep(0.25)  # a connection to the template is just going


def _remove_run() -> None:
    for var in [run_directory(), *run_directory().iterdir()]:
        shutil.rmtree(places.socket_directory(var), ignore_errors=True)
    shutil.rmtree(run_directory(), ignore_errors=True)


def _drop_run_databases() -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [template_name()])
        for (name,) in found.fetchall():
            drop_database(name)


def _stop() -> None:
    stop_all(list(reversed(_children)))
    _children.clear()


def _leads() -> bool:
    return WORKER == "main"


def _only_distributes(config: pytest.Config) -> bool:
    return _leads() and config.getoption("dist", "no") != "no"


def _embedded_postgres() -> bool:
    return os.environ[SERVER] == places.database_url(run_directory(), "postgres")


def _numbered(redis: str) -> str:
    """`redis` with a database number of this worker: 1 for the first, so that 0 stays untouched."""
    number = 1 + int("".join(filter(str.isdigit, WORKER)) or 0)
    return urlsplit(redis)._replace(path=f"/{number}").geturl()
