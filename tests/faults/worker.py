"""A worker that is killed at the moment when what it made lies there and the row that says so is not written yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from cabinet.embedded.children import wait_until
from tests import engines
from tests.portal import Portal
from tests.subscriber import PATIENCE

Found = Callable[[str], list[Any]]


@contextmanager
def portal_of_a_worker(directory: Path, name: str, **environment: str) -> Iterator[Portal]:
    """Without the demonstration's data and without pages: a worker, and a dispatcher when the test wants one."""
    with engines.clone(f"{engines.template_name()}_{engines.WORKER}_{name}") as url:
        whole = Portal(directory / "portal", database_url=url, environment=environment)
        whole.var.mkdir(parents=True)
        try:
            whole.valkey.start()
            whole.start("worker")
            yield whole
        finally:
            whole.stop()


@contextmanager
def looking_into(portal: Portal) -> Iterator[Found]:
    """The first column of what a query finds in the portal's database."""
    with psycopg.connect(portal.database_url, autocommit=True) as looking:
        yield lambda query: [row[0] for row in looking.execute(query)]  # type: ignore[call-overload]


def kill_before_it_writes(portal: Portal, found: Found, *, table: str, order: str, pattern: str) -> None:
    """Run `order`, hold `table` until the worker waits to write to it, see its one file lie there, and kill it."""
    with psycopg.connect(portal.database_url) as holding:
        holding.execute(f"LOCK TABLE {table} IN SHARE MODE")  # type: ignore[arg-type]  # it may be read
        portal.manage("shell", "-v", "0", "-c", order)
        waits = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            f" AND wait_event_type = 'Lock' AND query LIKE '%{table}%'"
        )
        assert wait_until(lambda: bool(found(waits)), seconds=PATIENCE)
        assert len(files(portal, pattern)) == 1
        portal.kill("worker")
        holding.rollback()


def files(portal: Portal, pattern: str) -> list[str]:
    """The names in the storage that match."""
    folder = portal.var / "files"
    return [str(path.relative_to(folder)) for path in folder.rglob(pattern)]
