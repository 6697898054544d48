"""Runs parts together: all of them, or none."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from cabinet.embedded.children import Child, Program, stop_all
from cabinet.embedded.logs import Follower
from cabinet.embedded.trouble import Trouble

PAUSE = 0.05  # seconds between looks at the parts
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECOND_THOUGHT = 1.0  # seconds; a signal that comes sooner after the first is the same one, passed on by make


class Asked(Exception):
    """Somebody asked the whole to stop: Ctrl-C, SIGTERM, or a closed terminal."""


class Supervisor:
    """Starts parts, shows what goes wrong in them, and stops them in the reverse order.

    Parts of one `start` stop together. Use it as a context manager in the main thread: leaving it stops everything;
    another Ctrl-C meanwhile kills what does not end by itself.
    """

    def __init__(self, var: Path, show: Callable[[str], None]) -> None:
        """Logs go to `var/logs`, locks to `var/run`; `show` prints a line for the person."""
        self._var = var
        self._show = show
        self._groups: list[list[Child]] = []
        self._followers: dict[str, Follower] = {}
        self._asked_at: float | None = None
        self._stopping: list[Child] = []

    def __enter__(self) -> Self:
        for number in SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup wants it ignored
                signal.signal(number, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._groups:
            self._stopping = self._groups.pop()
            stop_all(self._stopping)

    def start(self, *programs: Program) -> list[Child]:
        """Start `programs` at the same time."""
        return [self.adopt(self._child(program), fresh=not position) for position, program in enumerate(programs)]

    def adopt(self, child: Child, *, fresh: bool = True) -> Child:
        """Watch `child`; not `fresh`: it stops together with the one before it."""
        if fresh or not self._groups:
            self._groups.append([])
        self._groups[-1].append(child)
        self._followers[child.name] = Follower(child.log)
        return child

    def finish(self, program: Program, *, seconds: float) -> str:
        """Run `program` to its end and give what it printed. Raises `Trouble` if it fails."""
        (child,) = self.start(program)
        self.wait_for(lambda: not child.alive(), seconds=seconds, what=program.name, ends=child)
        self._groups[-1].remove(child)
        if child.process.returncode:
            raise child.trouble(f"`{program.name}` failed")
        return child.log.read_text(errors="replace")

    def wait_for(self, ready: Callable[[], bool], *, seconds: float, what: str, ends: Child | None = None) -> None:
        """Watch the parts until `ready`; `ends` is one that may end.

        Raises `Asked`, or `Trouble` when a part ends or `what` is not there after `seconds`.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            self._look(ends)
            if time.monotonic() > deadline:
                raise Trouble(f"{what} was not ready after {seconds:.0f} s; see {self._var / 'logs'}.")
            time.sleep(PAUSE)

    def watch(self) -> None:
        """Watch the parts for good. Raises `Asked`, or `Trouble` when a part ends."""
        while True:
            self._look(None)
            time.sleep(PAUSE * 4)

    def _look(self, ends: Child | None) -> None:
        if self._asked_at is not None:
            raise Asked
        children = [child for group in self._groups for child in group]
        dead = [child for child in children if not child.alive() and child is not ends]
        for child in children:
            if child not in dead:
                for line in self._followers[child.name].problems():
                    self._show(f"{child.name} | {line}")
        if dead:  # the first of them: an engine, if that is what took the others along
            raise dead[0].trouble(f"`{dead[0].name}` ended ({_fate(dead[0].process.returncode)}), so all stops")

    def _child(self, program: Program) -> Child:
        log = self._var / "logs" / f"{program.name}.log"
        return Child(program, log=log, lock=self._var / "run" / f"{program.name}.lock")

    def _ask(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif now - self._asked_at > SECOND_THOUGHT:
            for child in self._stopping:
                child.signal(signal.SIGKILL)


def _fate(returncode: int) -> str:
    return f"killed by signal {-returncode}" if returncode < 0 else f"exit code {returncode}"
