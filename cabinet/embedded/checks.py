"""What has to be true before anything is started; each refusal is one sentence."""

import errno
import fcntl
import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from cabinet.embedded.trouble import Trouble, no_space

OLDEST_PYTHON = (3, 11)
FULL = (errno.ENOSPC, errno.EDQUOT)
ROOM = 500_000_000  # bytes: a fresh demonstration takes about a third


def python() -> None:
    """Raises `Trouble` on a Python that is too old."""
    if sys.version_info < OLDEST_PYTHON:
        raise Trouble(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")


def port(text: str) -> int:
    """The port that `text` names. Raises `Trouble` if it is no port or is in use."""
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 65535:
        raise Trouble(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError:
            raise Trouble(f"Port {number} is for root only; choose another: make run PORT=8001") from None
        except OSError:
            raise Trouble(f"Port {number} is busy; choose another: make run PORT={number % 65535 + 1}") from None
    return number


def directory(var: Path) -> None:
    """Make `var`. Raises `Trouble` if that is impossible."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe = var / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise unwritable(var, error) from None


def unwritable(var: Path, error: OSError) -> Trouble:
    """What `error`, met while writing under `var`, means to a person."""
    if error.errno in FULL:
        return no_space(var)
    return Trouble(f"{var} cannot be written ({error.strerror}); put it elsewhere: make run VAR=/another/place")


def room(var: Path, free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free) -> None:
    """Raises `Trouble` if the disk of `var` is nearly full."""
    left = free(var)
    if left < ROOM:
        raise Trouble(
            f"Only {left // 1_000_000} MB are free for {var}, and {ROOM // 1_000_000} MB are needed; "
            "free some, or put it elsewhere: make run VAR=/another/disk/var"
        )


def alone(var: Path, address: str) -> int:
    """Take `var` for this run, until the returned descriptor is closed. Raises `Trouble` if another run has it."""
    descriptor = os.open(var / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
        os.close(descriptor)
        raise Trouble(
            f"{var} is in use by another run{f' ({other})' if other else ''}; "
            "stop it, or give this one its own: make run VAR=var2 PORT=8001"
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"process {os.getpid()}, {address}".encode(), 0)
    return descriptor
