"""The SMSC itself: connections, what it answers, what it remembers."""

from __future__ import annotations

import asyncio
import json
import os
import time
from asyncio import StreamReader, StreamWriter
from collections import deque
from contextlib import suppress
from pathlib import Path

from tests.smsc import pdu, receipts
from tests.smsc.manner import Manner
from tests.smsc.pdu import Pdu

THROTTLED = 0x58


class Connection:
    """One ESME's connection."""

    def __init__(self, number: int, writer: StreamWriter) -> None:
        self.number = number
        self.writer = writer
        self.bound = False
        self.sequence = 0
        self.answers: dict[int, asyncio.Future[int]] = {}  # of deliver_sm: who waits for what

    def send(self, command: int, *, sequence: int, status: int = 0, body: bytes = b"") -> None:
        with suppress(ConnectionError):
            self.writer.write(pdu.pack(command, status=status, sequence=sequence, body=body))

    async def deliver(self, body: bytes, *, repeat: bool = False) -> int:
        """Send a deliver_sm; the status of its answer, or -1 if the connection ends before."""
        self.sequence += not repeat
        answer = self.answers[self.sequence] = asyncio.get_running_loop().create_future()
        self.send(pdu.DELIVER_SM, sequence=self.sequence, body=body)
        return await answer

    def ended(self) -> None:
        self.bound = False
        for answer in self.answers.values():
            if not answer.done():
                answer.set_result(-1)


class Server:
    """All connections, the manner, the record."""

    def __init__(self, record: Path) -> None:
        self._record = record
        self._file = record.open("a")
        # Ids are never used twice, not even by the process that follows a killed one.
        self._id = time.time_ns() // 1000
        self.connections: list[Connection] = []
        self._tasks: set[asyncio.Task[int]] = set()
        self._forget()

    def renew(self) -> None:
        """Forget all that came, and how to behave."""
        self._file.close()
        self._file = self._record.open("w")
        self._forget()

    def _forget(self) -> None:
        self.manner = Manner()
        self.held: list[tuple[Connection, int, bytes]] = []  # answers: sequence number, body
        self.held_receipts: list[bytes] = []
        self._count = 0
        self._recent: deque[float] = deque()

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._count += 1
        connection = Connection(self._count, writer)
        self.connections.append(connection)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readexactly(4)
                data = head + await reader.readexactly(int.from_bytes(head) - 4)
                while self.manner.deaf:
                    await asyncio.sleep(0.01)
                self.take(connection, pdu.unpack(data))
        connection.ended()
        self.connections.remove(connection)
        writer.close()

    def take(self, connection: Connection, came: Pdu) -> None:
        if came.command == pdu.SUBMIT_SM:
            self._submit(connection, came)
            return
        self._write(connection, came)
        if came.command in pdu.BINDS:
            self._bind(connection, came)
        elif came.command == pdu.DELIVER_SM | pdu.RESPONSE:
            answer = connection.answers.pop(came.sequence, None)
            if answer and not answer.done():
                answer.set_result(came.status)
        elif came.command in (pdu.ENQUIRE_LINK, pdu.UNBIND):
            connection.send(came.command | pdu.RESPONSE, sequence=came.sequence)
            if came.command == pdu.UNBIND:
                connection.bound = False

    def _bind(self, connection: Connection, came: Pdu) -> None:
        if not self.manner.bind_silent:
            connection.bound = self.manner.bind_status == 0
            body = b"" if self.manner.bind_status else b"SMSC\0"
            connection.send(
                came.command | pdu.RESPONSE, status=self.manner.bind_status, sequence=came.sequence, body=body
            )

    def _submit(self, connection: Connection, came: Pdu) -> None:
        manner = self.manner
        if manner.nack:
            manner.nack -= 1
            self._write(connection, came, status=3)
            connection.send(pdu.GENERIC_NACK, status=3, sequence=came.sequence)
            return
        status = manner.statuses.pop(0) if manner.statuses else THROTTLED if self._too_many() else 0
        number = self._next_id() if status == 0 else ""
        self._write(connection, came, status=status, message_id=number)
        if status == 0:
            self._die_or_drop(connection)
        report = receipts.wanted(came, manner) if status == 0 else False
        if report and manner.receipts_when == "before":
            self._report(connection, came, number)
        self._answer(connection, came, status, number)
        if report and manner.receipts_when in ("after", "twice", "held"):
            for _time in range(2 if manner.receipts_when == "twice" else 1):
                self._report(connection, came, number)

    def _answer(self, connection: Connection, came: Pdu, status: int, number: str) -> None:
        command = pdu.SUBMIT_SM | pdu.RESPONSE
        body = number.encode() + b"\0" if status == 0 else b""
        if self.manner.hold:
            self.held.append((connection, came.sequence, body))
        elif self.manner.answer_after:
            loop = asyncio.get_running_loop()
            loop.call_later(
                self.manner.answer_after,
                lambda: connection.send(command, status=status, sequence=came.sequence, body=body),
            )
        else:
            connection.send(command, status=status, sequence=came.sequence, body=body)

    def _die_or_drop(self, connection: Connection) -> None:
        for name in ("die_after", "drop_after"):
            left = getattr(self.manner, name)
            if left:
                setattr(self.manner, name, left - 1)
                if left == 1 and name == "die_after":
                    os._exit(9)
                if left == 1:
                    connection.writer.transport.abort()

    def _report(self, connection: Connection, came: Pdu, number: str) -> None:
        named = str(int(number, 16)) if self.manner.hexadecimal_ids else number
        body = receipts.body(
            named,
            state=self.manner.state,
            form=self.manner.receipts,
            about=came.fields["destination_addr"],
            to=came.fields["source_addr"],
        )
        if self.manner.receipts_when == "held":
            self.held_receipts.append(body)
        else:
            self.deliver_later(connection, body)

    def deliver_later(self, connection: Connection, body: bytes) -> None:
        task = asyncio.ensure_future(connection.deliver(body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def release(self) -> int:
        """Send what is held back."""
        held, reports = self.held, self.held_receipts
        self.held, self.held_receipts = [], []
        for connection, sequence, body in held:
            connection.send(pdu.SUBMIT_SM | pdu.RESPONSE, sequence=sequence, body=body)
        for body in reports:
            self.deliver_later(self.any(), body)
        return len(held) + len(reports)

    def any(self) -> Connection:
        """A connection that is bound."""
        return next(connection for connection in self.connections if connection.bound)

    def _next_id(self) -> str:
        self._id += 1
        return f"{self._id:x}" if self.manner.hexadecimal_ids else str(self._id)

    def _too_many(self) -> bool:
        now = time.monotonic()
        while self._recent and self._recent[0] < now - 1:
            self._recent.popleft()
        if self.manner.per_second and len(self._recent) >= self.manner.per_second:
            return True
        self._recent.append(now)
        return False

    def _write(self, connection: Connection, came: Pdu, *, status: int | None = None, message_id: str = "") -> None:
        fields = {name: value.hex() if isinstance(value, bytes) else value for name, value in came.fields.items()}
        line = {
            "name": came.name,
            "bind": connection.number,
            "sequence": came.sequence,
            "status": came.status if status is None else status,
            "message_id": message_id,
            "at": time.time(),
            "fields": fields,
            "tlvs": {f"{tag:04x}": value.hex() for tag, value in came.tlvs.items()},
        }
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
