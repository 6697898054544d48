"""A mail server in a process of its own, as tests make it behave: it takes, refuses, falls silent, or breaks off."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Server:
    """A running server. `manner` (see `_Handler`) is read anew for each command that it concerns."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.behave()

    def start(self) -> None:
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        self.process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(self.directory, getattr(self, "port", 0), theirs), daemon=True
        )
        self.process.start()
        self.port: int = ours.recv()

    def kill(self) -> None:
        """As if somebody pulled the plug."""
        self.process.kill()
        self.process.join()

    def behave(self, **manner: Any) -> None:
        """`rcpt="550 no such mailbox"`, `data="451 later"`, `silent="rcpt"`, `breaks_off="data"` (it took the e-mail,
        and its answer is lost)."""
        (self.directory / "manner.json").write_text(json.dumps(manner))

    @property
    def taken(self) -> list[EmailMessage]:
        """What it took, in order."""
        files = sorted(self.directory.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]


@contextmanager
def mail_server(directory: Path) -> Iterator[Server]:
    server = Server(directory)
    server.start()
    try:
        yield server
    finally:
        server.kill()


class _Handler:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def manner(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.directory / "manner.json").read_text())
        return found

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.manner.get("silent") == "rcpt":
            await asyncio.sleep(60)
        if "rcpt" in self.manner:
            return self.manner["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "data" in self.manner:
            return self.manner["data"]
        (self.directory / f"{time.time_ns()}.eml").write_bytes(envelope.original_content or b"")
        if self.manner.get("breaks_off") == "data":
            assert server.transport is not None
            server.transport.abort()
            await asyncio.sleep(60)
        return "250 taken"


def _serve(directory: Path, port: int, ready: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(
            lambda: SMTP(_Handler(directory), hostname="mail.example", loop=loop), "127.0.0.1", port
        )
        ready.send(listening.sockets[0].getsockname()[1])
        await listening.serve_forever()

    sys.stderr.close()
    asyncio.run(run())


def nobody_listens() -> int:
    """A port that refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
