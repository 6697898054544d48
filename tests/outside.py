"""The suite on the PostgreSQL 15 and the Redis that Debian ships, started for it and stopped after.

python -m tests.outside -m 'not journey and not faults'
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from cabinet.embedded.children import Child, Program, stop_all, wait_until
from cabinet.embedded.parts import ROOT
from cabinet.embedded.plain_user import plain_user

POSTGRES = Path("/usr/lib/postgresql/15/bin")
STARTUP = 60.0  # seconds
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments` on outside engines; its exit code."""
    base = Path(tempfile.mkdtemp(prefix="cab-outside-"))
    children: list[Child] = []
    try:
        children.append(start_postgres(base))
        port = free_port()
        children.append(start_redis(base, port))
        ready(children[0], base / ".s.PGSQL.5432")
        outside = {"DATABASE_URL": f"postgres://tests@/postgres?host={base}", "REDIS_URL": f"redis://127.0.0.1:{port}"}
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=os.environ | outside
        ).returncode
    finally:
        stop_all(children)
        shutil.rmtree(base, ignore_errors=True)


def start_postgres(base: Path) -> Child:
    who = plain_user()
    if who.user:
        os.chown(base, *who.user)
    as_user = {"user": who.user[0], "group": who.user[1], "extra_groups": []} if who.user else {}
    data = str(base / "data")
    initdb = [POSTGRES / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run([*who.prefix, *map(str, initdb)], check=True, cwd="/", stdout=subprocess.DEVNULL, **as_user)
    settings = (word for setting in (*CARELESS, "listen_addresses=") for word in ("-c", setting))
    program = Program(
        name="postgres",
        argv=[*who.prefix, str(POSTGRES / "postgres"), "-D", data, "-k", str(base), *settings],
        directory=Path("/"),
        asks=((signal.SIGINT, 10.0),),
        orphaned=signal.SIGQUIT,
        user=who.user,
    )
    return Child(program, log=base / "logs" / "postgres.log", lock=base / "run" / "postgres.lock")


def start_redis(base: Path, port: int) -> Child:
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    program = Program(name="redis", argv=argv, directory=base)
    return Child(program, log=base / "logs" / "redis.log", lock=base / "run" / "redis.lock")


def ready(postgres: Child, listening: Path) -> None:
    """Wait until the server listens; whoever connects sooner is told to wait."""
    probe = [str(POSTGRES / "pg_isready"), "-q", "-h", str(listening.parent)]
    if not wait_until(lambda: subprocess.run(probe).returncode == 0 or not postgres.alive(), seconds=STARTUP):
        raise postgres.trouble("PostgreSQL did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
