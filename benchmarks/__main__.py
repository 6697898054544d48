"""`make bench`: every benchmark on engines of its own; `make bench ARGS="ledger"` runs one.

A benchmark is a module here that, run as a process, prints its measures (`measure.tell`). It finds `DATABASE_URL` (a
migrated database of its own, empty), `REDIS_URL`, `VAR` and the rest in its environment.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.measure import Measure, table
from cabinet.embedded import places
from cabinet.embedded.children import Child, stop_all
from cabinet.embedded.postgres import Postgres
from cabinet.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("home", "ledger", "rating", "chat", "sms", "usage_page", "reports", "charging", "recommendations", "bot")


def main(wanted: list[str]) -> int:
    names = [name for name in wanted or NAMES if importlib.util.find_spec(f"benchmarks.{name}")]
    var = Path(tempfile.mkdtemp(prefix="cab-bench-"))
    children: list[Child] = []
    try:
        for engine in (Postgres(var), Valkey(var)):  # durable: what is measured is what runs
            children.append(engine.start())
            engine.wait_ready(children[-1])
        _run(var, ["manage.py", "migrate", "--verbosity", "0"], places.DATABASE)
        measures = [measure for name in names for measure in _measures(var, name)]
    finally:
        stop_all(list(reversed(children)))
        shutil.rmtree(places.socket_directory(var), ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)
    print(table(measures))
    return 0 if all(measure.reached for measure in measures) else 1


def _measures(var: Path, name: str) -> list[Measure]:
    print(f"{name}…", file=sys.stderr, flush=True)
    database = f"bench_{name}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(places.DATABASE))
    with psycopg.connect(places.database_url(var, "postgres"), autocommit=True) as connection:
        connection.execute(create)
    return [Measure(**row) for row in json.loads(_run(var, ["-m", "benchmarks.run", name], database))]


def _run(var: Path, arguments: list[str], database: str) -> str:
    environment = os.environ | {
        "DATABASE_URL": places.database_url(var, database),
        "REDIS_URL": places.redis_url(var),
        "CHANNEL_PREFIX": database,
        "VAR": str(var),
        "DEMO": "1",
        "DEBUG": "",
        "DJANGO_SETTINGS_MODULE": "cabinet.settings",
        "LOG_LEVEL": "WARNING",
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
