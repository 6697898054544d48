"""One log file a part, and a follower that shows what went wrong on the terminal."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PROBLEM = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b|^Traceback |^[\w.]+(Error|Exception)\b")


def fresh(path: Path) -> BinaryIO:
    """An empty log at `path`, opened to append; the one of the last run becomes `<name>.1`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab", buffering=0)


def tail(path: Path, lines: int = 20) -> list[str]:
    """The last `lines` of the log at `path`; nothing if it cannot be read."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 16_384))
            return log.read().decode("utf-8", "replace").splitlines()[-lines:]
    except OSError:
        return []


class Follower:
    """Reads a growing log and yields the lines that speak of a problem, tracebacks whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""
        self._inside = False

    def problems(self) -> Iterator[str]:
        """The problems written since the last call."""
        try:
            with self._path.open("rb") as log:
                log.seek(self._offset)
                new = log.read(1_000_000)
        except OSError:
            return
        self._offset += len(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        for line in lines:
            text = line.decode("utf-8", "replace")
            if PROBLEM.search(text):
                self._inside = True
                yield text
            elif self._inside and text.startswith((" ", "\t")):
                yield text
            else:
                self._inside = False
