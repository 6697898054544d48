"""What `make run` refuses, each in one sentence."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cabinet.embedded import checks, packaged, valkey
from cabinet.embedded.trouble import Trouble


def sentence(trouble: pytest.ExceptionInfo[Trouble]) -> str:
    text = str(trouble.value)
    assert "\n" not in text
    return text


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port(busy_port: int) -> None:
    with pytest.raises(Trouble) as trouble:
        checks.port(str(busy_port))
    assert sentence(trouble).startswith(f"Port {busy_port} is busy")


@pytest.mark.parametrize("text", ["", "0", "65536", "http", "-1", "80.5"])
def test_what_is_no_port(text: str) -> None:
    with pytest.raises(Trouble) as trouble:
        checks.port(text)
    assert sentence(trouble) == f"PORT must be a number from 1 to 65535, not {text!r}."


def test_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        checks.room(tmp_path, free=lambda path: 120_000_000)
    assert sentence(trouble).startswith(f"Only 120 MB are free for {tmp_path}")


def test_enough_room(tmp_path: Path) -> None:
    checks.room(tmp_path, free=lambda path: checks.ROOM)


def test_a_file_in_the_place_of_var(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(Trouble) as trouble:
        checks.directory(tmp_path / "var")
    assert "cannot be written" in sentence(trouble)


def test_var_in_use_by_another_run(tmp_path: Path) -> None:
    first = checks.alone(tmp_path, "http://127.0.0.1:8000/")
    with pytest.raises(Trouble) as trouble:
        checks.alone(tmp_path, "http://127.0.0.1:8001/")
    assert f"in use by another run (process {os.getpid()}, http://127.0.0.1:8000/)" in sentence(trouble)
    os.close(first)
    os.close(checks.alone(tmp_path, "http://127.0.0.1:8001/"))


def test_no_wheel_of_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(Trouble) as trouble:
        packaged.tree()
    assert "set DATABASE_URL" in sentence(trouble)


def test_no_valkey_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble) as trouble:
        valkey.installed()
    assert "set REDIS_URL" in sentence(trouble)


def test_an_old_redis_on_path_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.2.7 sha=0'\n")
    old.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(old) if name == "redis-server" else None)
    binary, version = valkey.installed()
    assert binary != old
    assert version >= "7.0"
