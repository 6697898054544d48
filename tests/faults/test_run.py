"""`make run`, as a newcomer meets it: odd places, refusals, kills and restarts.

Everything that a run starts carries its mark in the environment, so that what is left of it can be counted.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from cabinet.embedded import places
from cabinet.embedded.children import wait_until
from cabinet.embedded.parts import NAMES, ROOT

pytestmark = pytest.mark.faults

GENEROUS = 180.0  # seconds for anything awaited here, on the busiest machine
NOT_COPIED = (".venv", "var", ".git", "__pycache__", ".*_cache", ".hypothesis")
PARTS = (*NAMES, "postgres", "valkey")


class Run:
    """One `make run` in `checkout`, with its data in `var`."""

    def __init__(self, checkout: Path, var: Path, port: int) -> None:
        self.var = var
        self.url = f"http://127.0.0.1:{port}"
        self.mark = uuid.uuid4().hex
        self._output = checkout.parent / f"output-{self.mark}"
        inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_SUITE}
        with self._output.open("wb") as output:
            self.make = subprocess.Popen(
                ["make", "run", f"PORT={port}", f"VAR={var}"],
                cwd=checkout,
                env=inherited | {"MARK": self.mark},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def printed(self) -> str:
        return self._output.read_text(errors="replace")

    def wait_ready(self) -> None:
        """Wait for the card with the addresses."""
        known = wait_until(lambda: self.url in self.printed() or self.make.poll() is not None, seconds=GENEROUS)
        assert known, self.printed()
        assert self.make.poll() is None, self.printed()

    def wait_end(self) -> int:
        assert wait_until(lambda: self.make.poll() is not None, seconds=GENEROUS), self.printed()
        return self.make.returncode

    def processes(self) -> list[psutil.Process]:
        """Everything alive that this run started."""
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get("MARK") == self.mark
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def nothing_left(self) -> bool:
        return wait_until(lambda: not self.processes(), seconds=GENEROUS, pause=0.2)

    def pid(self, part: str) -> int:
        return int((self.var / "run" / f"{part}.lock").read_text())

    def supervisor(self) -> int:
        found = re.search(r"process (\d+)", (self.var / "run.lock").read_text())
        assert found
        return int(found[1])

    def answers(self) -> bool:
        return httpx.get(f"{self.url}/readyz").status_code == 200

    def kill_everything(self) -> None:
        for process in self.processes():
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        self.make.wait()


OF_THE_SUITE = {
    "DATABASE_URL",
    "REDIS_URL",
    "CHANNEL_PREFIX",
    "VAR",
    "DEMO",
    "DEBUG",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
    "MAKEFLAGS",
    "MAKELEVEL",
}
Start = Callable[..., Run]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree in a path that has a space and Cyrillic letters in it; the packages are shared."""
    place = tmp_path_factory.mktemp("клон") / "путь с пробелом"
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
    (place / ".venv").symlink_to(sys.prefix)
    return place


@pytest.fixture(scope="module")
def seeded(checkout: Path) -> Path:
    """Data of a run that was started once and stopped: what every later start begins with."""
    run = Run(checkout, checkout / "var", free_port())
    try:
        run.wait_ready()
        run.make.terminate()
        run.wait_end()
        assert run.nothing_left()
    finally:
        run.kill_everything()
    return run.var


@pytest.fixture
def var(seeded: Path, tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "данные"
    shutil.copytree(seeded, place, ignore=shutil.ignore_patterns("run", "run.lock", "logs"))
    yield place
    shutil.rmtree(places.socket_directory(place), ignore_errors=True)


@pytest.fixture
def start(checkout: Path, var: Path) -> Iterator[Start]:
    """Start `make run` on data of this test; `ready=False` for one that is to be refused."""
    started: list[Run] = []

    def one(*, ready: bool = True, port: int | None = None, elsewhere: Path | None = None) -> Run:
        started.append(Run(checkout, elsewhere or var, port or free_port()))
        if ready:
            started[-1].wait_ready()
        return started[-1]

    yield one
    for run in started:
        run.kill_everything()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_starts_in_an_odd_place_and_stops_without_a_trace(start: Start) -> None:
    run = start()
    assert run.answers()
    assert len(run.processes()) > len(PARTS)
    run.make.terminate()
    run.wait_end()
    assert run.nothing_left()
    assert not (run.var / "postgres" / "postmaster.pid").exists()
    assert "Traceback" not in run.printed()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_the_terminal_stops_it(start: Start, number: signal.Signals) -> None:
    run = start()
    os.killpg(run.make.pid, number)
    run.wait_end()
    assert run.nothing_left()
    assert "Traceback" not in run.printed()


@pytest.mark.parametrize("part", PARTS)
def test_the_death_of_one_part_stops_all(start: Start, part: str) -> None:
    run = start()
    os.kill(run.pid(part), signal.SIGKILL)
    assert run.wait_end() != 0
    assert f"`{part}` ended (killed by signal 9), so all stops" in run.printed()
    assert run.nothing_left()


def test_after_killing_everything_the_next_start_recovers(start: Start) -> None:
    run = start()
    run.kill_everything()
    assert (run.var / "postgres" / "postmaster.pid").exists()
    again = start()
    assert again.answers()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends what is left")
def test_a_killed_supervisor_takes_everything_with_it(start: Start) -> None:
    run = start()
    os.kill(run.supervisor(), signal.SIGKILL)
    assert run.nothing_left()
    assert start().answers()


def test_two_run_side_by_side(start: Start, seeded: Path, tmp_path: Path) -> None:
    second = tmp_path / "второй"
    shutil.copytree(seeded, second)
    one, other = start(), start(elsewhere=second)
    assert one.answers()
    assert other.answers()
    one.make.terminate()
    one.wait_end()
    assert other.answers()


def test_a_busy_port_is_one_sentence(start: Start) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        run = start(ready=False, port=port)
        assert run.wait_end() != 0
    assert said(run) == [f"Port {port} is busy; choose another: make run PORT={port + 1}"]
    assert run.nothing_left()


def test_var_in_use_is_one_sentence(start: Start) -> None:
    first = start()
    second = start(ready=False)
    assert second.wait_end() != 0
    assert said(second) == [
        f"{first.var} is in use by another run (process {first.supervisor()}, {first.url}/); "
        "stop it, or give this one its own: make run VAR=var2 PORT=8001"
    ]
    assert first.answers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_small_disk_is_one_sentence(start: Start, tmp_path: Path) -> None:
    disk = tmp_path / "диск"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("mounting is forbidden here")
    try:
        run = start(ready=False, elsewhere=disk / "var")
        assert run.wait_end() != 0
        (sentence,) = said(run)
        assert sentence.startswith("Only 20 MB are free for")
    finally:
        subprocess.run(["umount", disk], check=True)


def said(run: Run) -> list[str]:
    """The lines that a refused run printed, without make's own."""
    return [line for line in run.printed().splitlines() if not line.startswith("make")]
