"""Where the embedded engines of one checkout listen.

A socket's path may be 107 bytes long at most, and a checkout may lie anywhere, so the sockets live in a short
private directory named after the resolved `var/` and the user: two checkouts, and two users, never meet.
"""

import hashlib
import os
import stat
from pathlib import Path

from cabinet.embedded.trouble import Trouble

DATABASE = "cabinet"
USER = "cabinet"


def socket_directory(var: Path) -> Path:
    """The directory of this `var`'s sockets; it need not exist."""
    digest = hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:16]
    return Path("/tmp") / f"cab-{os.getuid()}-{digest}"  # noqa: S108 — private and checked, see below


def postgres_directory(var: Path) -> Path:
    """The directory of PostgreSQL's socket: apart, because PostgreSQL may run as another user than its starter."""
    return socket_directory(var) / "pg"


def valkey_socket(var: Path) -> Path:
    """The socket of Valkey."""
    return socket_directory(var) / "valkey.sock"


def database_url(var: Path, database: str = DATABASE) -> str:
    """The address of a database in the embedded PostgreSQL, as both Django's settings and libpq read it."""
    return f"postgres://{USER}@/{database}?host={postgres_directory(var)}"


def redis_url(var: Path) -> str:
    """The address of the embedded Valkey, as redis-py reads it."""
    return f"unix://{valkey_socket(var)}"


def make_private(directory: Path) -> None:
    """Make `directory` ours: others may at most pass through it. Raises `Trouble` if it is a link or someone else's."""
    directory.mkdir(mode=0o700, exist_ok=True)
    status = directory.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise Trouble(f"{directory} belongs to someone else; remove it and start again.")
    if status.st_mode & 0o066:
        directory.chmod(0o700)
