"""`manage.py` that has imported the portal already: each command runs in a fork of it, as a process of its own.

Importing takes longer than most commands do. A line of JSON on the input is a command; a line on the output is its exit
status, and then the files that the command named hold what it printed. It ends with its input.
"""

import gc
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from cabinet.embedded.parts import ROOT


class WarmManage:
    """Starts with the first command."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()

    def run(self, *command: str) -> tuple[int, str, str]:
        """`manage.py command`: its exit status, what it printed, and its errors."""
        with self._one_at_a_time, tempfile.TemporaryDirectory(prefix="cab-manage-") as directory:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.warm_manage"],
                    cwd=ROOT,
                    env=dict(self._environment),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            printed, errors = Path(directory) / "printed", Path(directory) / "errors"
            asked = {"argv": command, "printed": str(printed), "errors": str(errors)}
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            status = self._process.stdout.readline()
            if not status:
                raise RuntimeError("manage.py could not be started, or was killed")
            return int(status), printed.read_text(), errors.read_text()

    def stop(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")
    import django

    django.setup()
    gc.freeze()  # the forks share it with us for as long as nobody looks through it
    fork = multiprocessing.get_context("fork")
    for line in sys.stdin:
        child = fork.Process(target=_command, kwargs=json.loads(line))
        child.start()
        child.join()
        sys.stdout.write(f"{child.exitcode}\n")
        sys.stdout.flush()


def _command(argv: list[str], printed: str, errors: str) -> None:
    """Reads nothing, and writes to these files. Its threads are waited for, as those of `manage.py`."""
    from django.core.management import execute_from_command_line

    with open(os.devnull) as nothing, open(printed, "w") as output, open(errors, "w") as complaints:
        for number, file in enumerate((nothing, output, complaints)):
            os.dup2(file.fileno(), number)
    execute_from_command_line(["manage.py", *argv])


if __name__ == "__main__":
    main()
