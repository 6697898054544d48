"""All parts or none: what the supervisor does when one dies, when it is asked to stop, and when it is killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cabinet.embedded.children import wait_until
from cabinet.embedded.parts import ROOT

GENEROUS = 30.0  # seconds that anything awaited here may take on a busy machine

WHOLE = """
import json, sys
from pathlib import Path
from cabinet.embedded.children import Program
from cabinet.embedded.supervisor import Asked, Supervisor
from cabinet.embedded.trouble import Trouble

groups = json.loads(sys.argv[2])
try:
    with Supervisor(Path(sys.argv[1]), lambda text: print(text, flush=True)) as supervisor:
        for group in groups:
            supervisor.start(*(Program(name, [sys.executable, "-c", code], asks=((15, 1.0),)) for name, code in group))
        print("started", flush=True)
        supervisor.watch()
except Asked:
    print("asked")
except Trouble as trouble:
    sys.exit(str(trouble))
"""
PATIENT = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
WITH_CHILD = "import subprocess, time; subprocess.Popen(['sleep', '600'], start_new_session=False); time.sleep(600)"


def noting(name: str) -> str:
    """A part that writes its name to `order` when asked to stop."""
    return (
        "import os, signal, sys, time\n"
        f"def stop(*_):\n    print('{name}', file=open('order', 'a')); sys.exit()\n"
        "signal.signal(15, stop); print('listening', flush=True); time.sleep(600)"
    )


Start = Callable[..., subprocess.Popen[str]]


def of_this_test(mark: str) -> list[psutil.Process]:
    """Living processes with `mark` in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("MARK") == mark:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor over groups of (name, code) and wait until all run."""
    started = []

    def whole(*groups: list[tuple[str, str]]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", WHOLE, str(tmp_path), json.dumps(groups)],
            env=os.environ | {"MARK": str(tmp_path), "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        return process

    yield whole
    for process in started:
        process.kill()
        process.communicate()
    for process in of_this_test(str(tmp_path)):
        process.kill()


def said(tmp_path: Path, part: str, text: str) -> bool:
    return wait_until(lambda: text in (tmp_path / "logs" / f"{part}.log").read_text(), seconds=GENEROUS)


def nothing_left(tmp_path: Path) -> bool:
    return wait_until(lambda: not of_this_test(str(tmp_path)), seconds=GENEROUS, pause=0.1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_everything(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    whole = start([("one", PATIENT)], [("two", PATIENT), ("three", WITH_CHILD)])
    whole.send_signal(number)
    out, err = whole.communicate(timeout=GENEROUS)
    assert (whole.returncode, out, err) == (0, "asked\n", "")
    assert nothing_left(tmp_path)


def test_the_death_of_one_part_stops_all_and_shows_its_last_words(start: Start, tmp_path: Path) -> None:
    whole = start([("one", PATIENT)], [("two", PATIENT), ("doomed", "import sys; sys.exit('last words')")])
    _, err = whole.communicate(timeout=GENEROUS)
    assert whole.returncode == 1
    assert "`doomed` ended (exit code 1), so all stops" in err
    assert "last words" in err
    assert nothing_left(tmp_path)


def test_the_last_started_stop_first(start: Start, tmp_path: Path) -> None:
    names = ["engine", "broker", "page"]
    whole = start(*([(name, noting(name))] for name in names))
    for name in names:
        assert said(tmp_path, name, "listening")
    whole.terminate()
    whole.communicate(timeout=GENEROUS)
    assert (tmp_path / "order").read_text().split() == ["page", "broker", "engine"]


def test_a_deaf_part_is_killed(start: Start, tmp_path: Path) -> None:
    whole = start([("deaf", STUBBORN)])
    assert said(tmp_path, "deaf", "deaf")
    whole.terminate()
    whole.communicate(timeout=GENEROUS)
    assert whole.returncode == 0
    assert nothing_left(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends what is left")
def test_a_killed_supervisor_leaves_no_orphan(start: Start, tmp_path: Path) -> None:
    whole = start([("one", PATIENT), ("deaf", STUBBORN)])
    assert said(tmp_path, "deaf", "deaf")
    whole.kill()
    assert nothing_left(tmp_path)


def test_problems_are_shown_and_the_rest_is_not(start: Start, tmp_path: Path) -> None:
    loud = "print('all is well'); print('2026 ERROR core it broke', flush=True); import time; time.sleep(600)"
    whole = start([("loud", loud)])
    assert whole.stdout is not None
    assert whole.stdout.readline() == "loud | 2026 ERROR core it broke\n"
    whole.terminate()
    out, _ = whole.communicate(timeout=GENEROUS)
    assert "all is well" not in out
