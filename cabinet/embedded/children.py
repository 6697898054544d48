"""Start a program, know whether it lives, and make sure that it ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cabinet.embedded import holds, logs
from cabinet.embedded.trouble import FULL, Trouble, no_space

PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """What to run, and how it is asked to stop.

    `asks` are signals with the seconds each gets before the next is sent; SIGKILL follows the last. `orphaned` is
    what the kernel sends when its starter dies without a word (Linux; elsewhere the next start ends what is left).
    `stale` are files that mean nothing once no process of an earlier run lives; they are removed before the start.
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] | None = None
    directory: Path | None = None
    asks: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 4.5),)
    orphaned: signal.Signals = signal.SIGKILL
    user: tuple[int, int] | None = None
    stale: Sequence[Path] = ()
    descriptors: Sequence[int] = ()


class Child:
    """A running program, in a session of its own so that the terminal's Ctrl-C does not reach it.

    Start it from the main thread: the kernel ties the orphan's signal to the thread that started it.
    """

    def __init__(self, program: Program, *, log: Path, lock: Path) -> None:
        """Start `program`, its output going to `log`, holding `lock`. Raises `Trouble` if an earlier one lives on."""
        self.program = program
        self.name = program.name
        self.log = log
        self._asked_at = 0.0
        held = holds.take(lock)
        try:
            for path in program.stale:
                path.unlink(missing_ok=True)
            with logs.fresh(log) as output:
                self.process = subprocess.Popen(
                    list(program.argv),
                    env=dict(program.environment) if program.environment is not None else None,
                    cwd=program.directory,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    pass_fds=(held, *program.descriptors),
                    start_new_session=True,
                    user=program.user[0] if program.user else None,
                    group=program.user[1] if program.user else None,
                    extra_groups=[] if program.user else None,
                    preexec_fn=_die_with_parent(program.orphaned),
                )
            holds.note(held, self.process.pid)
        finally:
            os.close(held)

    @property
    def pid(self) -> int:
        return self.process.pid

    def alive(self) -> bool:
        return self.process.poll() is None

    def trouble(self, sentence: str) -> Trouble:
        """`sentence` with the last lines of the log, to be raised; a full disk explains itself."""
        if any(FULL in line for line in logs.tail(self.log)):
            return no_space(self.log.parent.parent)
        return Trouble("\n  ".join([f"{sentence}; the end of {self.log}:", *logs.tail(self.log, 8)]))

    def signal(self, number: signal.Signals) -> None:
        """Send `number` to the program itself, not to its children; nothing happens if it has ended."""
        self.process.send_signal(number)

    def ask(self) -> None:
        """Ask it to stop, the polite way, and do not wait; asking again changes nothing."""
        if self._asked_at == 0:
            self._asked_at = time.monotonic()
            self.signal(self.program.asks[0][0])

    def stop(self) -> None:
        """Ask it to stop, insist, and kill what is left of it and of its children."""
        self.ask()
        patience = self._asked_at - time.monotonic()
        for position, (number, seconds) in enumerate(self.program.asks):
            if position:
                self.signal(number)
            patience += seconds
            if self.ended(max(patience, 0)):
                break
            patience = 0
        self.kill()

    def kill(self) -> None:
        """Kill it and its process group with SIGKILL."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ended(self, seconds: float) -> bool:
        """Wait up to `seconds` for its end."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def stop_all(children: Sequence[Child]) -> None:
    """Stop `children` at the same time: the slowest decides how long it takes."""
    for child in children:
        child.ask()
    for child in children:
        child.stop()


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.01) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def follow_parent(number: signal.Signals) -> None:
    """Have the kernel send us `number` when our own starter dies (Linux; nothing elsewhere)."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, int(number))


def _die_with_parent(number: signal.Signals) -> Callable[[], None]:
    starter = os.getpid()

    def before_exec() -> None:
        follow_parent(number)
        if os.getppid() != starter:
            os._exit(1)

    return before_exec
