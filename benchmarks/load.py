"""A bounded load on a server of this machine: a few connections kept open, requests written beforehand."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from cabinet.embedded.children import Child, Program
from cabinet.embedded.parts import ROOT

STARTUP = 60.0  # seconds


class Target:
    """`GET path` at a port of this machine, over `connections` kept-alive connections at once."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str], *, connections: int) -> None:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{name}: {headers[name]}" for name in headers)]
        self._request = "\r\n".join([*lines, "", ""]).encode()
        self._sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
        self._pool = ThreadPoolExecutor(connections)

    def send(self, count: int) -> int:
        """Send about `count` requests and read their answers; returns how many. Raises on any answer but 200."""
        each = count // len(self._sockets)
        list(self._pool.map(lambda connection: self._send(connection, each), self._sockets))
        return each * len(self._sockets)

    def _send(self, connection: socket.socket, count: int) -> None:
        with connection.makefile("rb") as answers:
            for _request in range(count):
                connection.sendall(self._request)
                status, length = answers.readline(), 0
                while (header := answers.readline()) != b"\r\n":
                    name, _colon, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                body = answers.read(length)
                if b" 200 " not in status:
                    raise RuntimeError(f"{status!r} {body[:300]!r}")


def serve(application: str, environment: Mapping[str, str], *, name: str) -> tuple[Child, int]:
    """Serve a WSGI `application` by one granian process; returns it and its port once it accepts connections."""
    port, var = free_port(), Path(environment["VAR"])
    command = f"""-m granian --interface wsgi --workers 1 --blocking-threads 2 --host 127.0.0.1 --port {port}
        --no-access-log --log-level warning {application}"""
    program = Program(
        name=name,
        argv=[sys.executable, *command.split()],
        environment={**environment, "PORT": str(port)},
        directory=ROOT,
    )
    child = Child(program, log=var / "logs" / f"{name}.log", lock=var / "run" / f"{name}.lock")
    deadline = time.monotonic() + STARTUP
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline or not child.alive():
                raise child.trouble(f"{name} did not start") from None
            time.sleep(0.05)
        else:
            return child, port


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
