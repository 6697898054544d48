"""Lock files that a part's processes hold for as long as any of them lives.

The descriptor is inherited by the part, so after `kill -9` of anything the lock tells the truth: free means that
nothing of the earlier run is left, and what its pid files say is stale.
"""

import contextlib
import fcntl
import os
import signal
import time
from pathlib import Path

from cabinet.embedded.trouble import Trouble

PATIENCE = {5.0: signal.SIGTERM, 10.0: signal.SIGKILL}
GIVE_UP = 15.0


def take(path: Path) -> int:
    """A descriptor holding the lock at `path`, to be inherited by the part and then closed here.

    Processes of an earlier run get 5 seconds to end by themselves, then SIGTERM, then SIGKILL; after 15 seconds
    `Trouble`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    began = time.monotonic()
    patience = dict(PATIENCE)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            waited = time.monotonic() - began
        else:
            return descriptor
        for after in [after for after in patience if waited > after]:
            _signal_group(descriptor, patience.pop(after))
        if waited > GIVE_UP:
            os.close(descriptor)
            raise Trouble(f"Processes of an earlier run still hold {path}; end them and start again.")
        time.sleep(0.05)


def note(descriptor: int, pid: int) -> None:
    """Write into the lock file which process group holds it."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(pid).encode(), 0)


def _signal_group(descriptor: int, number: signal.Signals) -> None:
    noted = os.pread(descriptor, 32, 0)
    if noted.isdigit() and int(noted) > 1:
        with contextlib.suppress(
            ProcessLookupError, PermissionError
        ):  # only its children are left, and they are ending
            os.killpg(int(noted), number)
