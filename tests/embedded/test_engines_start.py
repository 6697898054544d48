"""PostgreSQL and Valkey start where a newcomer puts them, and again after anything."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from cabinet.embedded import places
from cabinet.embedded.children import Child, wait_until
from cabinet.embedded.plain_user import plain_user
from cabinet.embedded.postgres import Postgres
from cabinet.embedded.trouble import Trouble
from cabinet.embedded.valkey import Valkey


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "путь с пробелом" / "var"
    place.mkdir(parents=True)
    yield place
    shutil.rmtree(places.socket_directory(place), ignore_errors=True)


@contextmanager
def running(engine: Postgres | Valkey) -> Iterator[Child]:
    child = engine.start()
    try:
        engine.wait_ready(child)
        yield child
    finally:
        child.stop()


def count_rows(var: Path) -> int:
    with psycopg.connect(places.database_url(var)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_postgres_keeps_its_data_from_start_to_start(var: Path) -> None:
    with running(Postgres(var)):
        assert count_rows(var) == 1
    assert not (var / "postgres" / "postmaster.pid").exists()
    with running(Postgres(var)):
        assert count_rows(var) == 2


def test_postgres_recovers_after_being_killed(var: Path) -> None:
    with running(Postgres(var)) as child:
        assert count_rows(var) == 1
        os.kill(child.pid, signal.SIGKILL)
        child.process.wait()
    assert (var / "postgres" / "postmaster.pid").exists()
    with running(Postgres(var)):
        assert count_rows(var) == 2


def test_a_stale_pid_file_that_names_a_living_process_is_no_obstacle(var: Path) -> None:
    with running(Postgres(var)) as child:
        child.kill()
    pid_file = var / "postgres" / "postmaster.pid"
    pid_file.write_text("\n".join([str(os.getppid()), *pid_file.read_text().splitlines()[1:]]))
    with running(Postgres(var)):
        assert count_rows(var) == 1


def test_an_interrupted_making_is_thrown_away(var: Path) -> None:
    (var / "postgres.new" / "base").mkdir(parents=True)
    with running(Postgres(var)):
        assert count_rows(var) == 1


def test_data_of_another_version_are_left_alone(var: Path) -> None:
    (var / "postgres").mkdir()
    (var / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Trouble, match="another version of PostgreSQL"):
        Postgres(var).start()


def test_the_socket_is_private(var: Path) -> None:
    with running(Postgres(var)):
        assert places.postgres_directory(var).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user needs no disguise")
def test_root_without_user_namespaces_runs_postgres_as_nobody(var: Path) -> None:
    var.parent.chmod(0o700)
    user = plain_user(namespaces=False)
    assert user.user is not None
    with running(Postgres(var, user=user)):
        assert count_rows(var) == 1
    assert var.stat().st_uid == 0
    assert var.parent.stat().st_mode & 0o777 == 0o700
    with running(Postgres(var, user=user)):
        assert count_rows(var) == 2


def test_valkey_keeps_what_it_was_told_when_killed(var: Path) -> None:
    with running(Valkey(var)) as child:
        with redis.Redis.from_url(places.redis_url(var)) as client:
            client.config_set("appendfsync", "always")
            client.set("said", "yes")
        child.kill()
    with running(Valkey(var)), redis.Redis.from_url(places.redis_url(var)) as client:
        assert client.get("said") == b"yes"


def test_valkey_that_cannot_read_its_data_says_why(var: Path) -> None:
    with running(Valkey(var)):
        pass
    (manifest,) = (var / "valkey").glob("*/*.manifest")
    manifest.write_text("no manifest at all")
    valkey = Valkey(var)
    child = valkey.start()
    with pytest.raises(Trouble, match=r"(?s)Valkey did not start.*manifest"):
        valkey.wait_ready(child)


def test_a_leftover_of_an_earlier_run_is_waited_for(var: Path) -> None:
    first = Postgres(var)
    child = first.start()
    first.wait_ready(child)
    child.ask()
    with running(Postgres(var)):
        assert count_rows(var) == 1
    assert wait_until(lambda: not child.alive(), seconds=30)
