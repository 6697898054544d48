"""One connection to the SMSC, from connecting to its end: who waits for which answer, and what comes unasked.

It survives whatever the other side sends, and knows of every submit_sm whether it was written.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from asyncio import StreamReader, StreamWriter, Task
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from cabinet.smpp_settings import SmppSettings, Where
from cabinet.sms.gateways.smpp import pdus, statuses
from cabinet.sms.gateways.smpp.frames import Frame, Frames, Garbage
from cabinet.sms.gateways.smpp.pdus import CODES

logger = logging.getLogger(__name__)

LAST_SEQUENCE = 0x7FFFFFFF
CHUNK = 64 * 1024  # bytes
PARTING = 2.0  # seconds that an answer to unbind is waited for
_numbers = count(1)
ENDINGS = (OSError, EOFError, TimeoutError, ssl.SSLError)


class NotWritten(Exception):
    """The connection was gone before anything was written: the segment has surely not left."""


class Lost(Exception):
    """It was written, and no answer came: whether it left nobody knows."""


class BindRefused(Exception):
    """The SMSC does not let us in."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    message_id: str


class Receiver(Protocol):
    """What takes a deliver_sm; returns the status of our answer."""

    async def take(self, frame: Frame, session: Session) -> int: ...


class Session:
    """Made, `open`ed, `run` until it ends, `end`ed; `submit` meanwhile."""

    def __init__(self, where: Where, settings: SmppSettings, inbox: Receiver, changed: Callable[[], None]) -> None:
        self.bound = False
        self.trusted = True  # False: an answer did not come in time, and whether anybody is there is being asked
        self.name = f"{where.number}.{next(_numbers)}"
        self._where = where
        self._settings = settings
        self._inbox = inbox
        self._changed = changed
        self._frames = Frames()
        self._sequence = 0
        self._waiting: dict[int, tuple[int, asyncio.Future[Frame]]] = {}  # what answers, and who waits for it
        self._tasks: set[Task[None]] = set()
        self._suspicious = asyncio.Event()  # the other side owes an answer
        self._heard = 0  # PDUs so far
        self._writer: StreamWriter | None = None

    async def open(self) -> None:
        """Connect and bind. Raises `BindRefused`, or one of `ENDINGS`."""
        where, patience = self._where, self._settings.answer_within
        context = ssl.create_default_context(cafile=self._settings.certificates or None) if where.tls else None
        async with asyncio.timeout(patience):
            reader, self._writer = await asyncio.open_connection(where.host, where.port, ssl=context)
        # Then `drain` means that all is with the system, and what is lost before writing is known to be. Not 0: TLS in
        # asyncio pauses at `size >= high`, and would never go on.
        self._writer.transport.set_write_buffer_limits(high=1)
        self._spawn(self._read(reader, self._writer))
        answer = await self._ask(
            f"bind_{where.mode}",
            system_id=self._settings.system_id,
            password=self._settings.password,
            system_type=self._settings.system_type,
        )
        if answer.status != statuses.OK:
            raise BindRefused(statuses.described(answer.status))
        self.bound = True

    async def run(self) -> None:
        """Keep asking whether the other side is there; returns or raises when the connection has ended."""
        while not self._closed():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.enquire_every):
                    await self._suspicious.wait()
            self._suspicious.clear()
            heard = self._heard
            try:
                await self._ask("enquire_link")
            except TimeoutError:
                if self._heard == heard:
                    raise
            if not self.trusted and not self._suspicious.is_set():
                self.trusted = True
                self._changed()

    async def writable(self) -> None:
        """Wait until all that was written is with the system. Raises `NotWritten`."""
        try:
            if self._writer:
                await self._writer.drain()
        except ENDINGS:
            self._unbound()
        if not self.bound or not self.trusted or self._closed():
            raise NotWritten

    async def submit(self, fields: dict[str, Any]) -> Answer:
        """Write one segment at once, and wait for its answer. Raises `NotWritten` or `Lost`."""
        if not self.bound or self._closed():
            raise NotWritten
        try:
            frame = await self._ask("submit_sm", **fields)
        except TimeoutError:
            self.trusted = False  # what is written to a host that is gone would be lost, too
            self._suspicious.set()
            raise Lost("no answer in time") from None
        except ENDINGS:
            raise Lost("the connection broke") from None
        if frame.command == CODES["generic_nack"]:
            return Answer(frame.status or statuses.BAD_COMMAND, "")
        return Answer(frame.status, pdus.message_id(frame) if frame.status == statuses.OK else "")

    async def part(self) -> None:
        """Unbind in order, and end."""
        if self.bound:
            self._unbound()
            with suppress(*ENDINGS):
                async with asyncio.timeout(PARTING):
                    await self._ask("unbind")
        self.end()

    def end(self) -> None:
        """Close the connection, whatever its state; who waits for an answer learns that none will come."""
        self._unbound()
        if self._writer:
            self._writer.transport.abort()
        self._disappoint()
        for task in self._tasks:
            task.cancel()

    def write(self, name: str, *, sequence: int, status: int = statuses.OK, **fields: Any) -> None:
        """Write one PDU, if there is still anybody to write to."""
        if self._writer and not self._closed():
            self._writer.write(pdus.build(name, sequence=sequence, status=status, **fields))

    def _disappoint(self) -> None:
        """Tell all who wait for answers that none will come."""
        for _answer, waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError())

    def _closed(self) -> bool:
        return self._writer is None or self._writer.is_closing()

    def _unbound(self) -> None:
        if self.bound:
            self.bound = False
            self._changed()

    async def _ask(self, name: str, **fields: Any) -> Frame:
        """Write one PDU and wait for its answer. Raises one of `ENDINGS`."""
        if self._closed():
            raise ConnectionResetError
        self._sequence = self._sequence % LAST_SEQUENCE + 1
        sequence = self._sequence
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[sequence] = CODES[f"{name}_resp"], waiting
        try:
            self.write(name, sequence=sequence, **fields)
            async with asyncio.timeout(self._settings.answer_within):
                return await waiting
        finally:
            del self._waiting[sequence]

    async def _read(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK):
                for frame in self._frames.feed(data):
                    self._heard += 1
                    self._take(frame)
        except Garbage as error:
            logger.warning("smpp bind %s: %s; the connection is given up", self._where.number, error)
            self.write("generic_nack", sequence=0, status=statuses.BAD_LENGTH)
        except ENDINGS:
            pass
        finally:
            self._unbound()
            writer.close()
            self._disappoint()
            self._suspicious.set()

    def _take(self, frame: Frame) -> None:
        if frame.is_answer:
            answer, waiting = self._waiting.get(frame.sequence, (0, None))
            if waiting and not waiting.done() and frame.command in (answer, CODES["generic_nack"]):
                waiting.set_result(frame)
        elif frame.command == CODES["deliver_sm"]:
            self._spawn(self._deliver(frame))
        elif frame.command == CODES["enquire_link"]:
            self.write("enquire_link_resp", sequence=frame.sequence)
        elif frame.command == CODES["unbind"]:
            self._spawn(self._dismissed(frame))
        elif frame.command not in (CODES["alert_notification"], CODES["outbind"]):  # those want no answer
            self.write("generic_nack", sequence=frame.sequence, status=statuses.BAD_COMMAND)

    async def _deliver(self, frame: Frame) -> None:
        status = await self._inbox.take(frame, self)
        self.write("deliver_sm_resp", sequence=frame.sequence, status=status, message_id="")

    async def _dismissed(self, frame: Frame) -> None:
        """The SMSC unbinds: nothing new goes there, and what it owes it may still answer."""
        self._unbound()
        self.write("unbind_resp", sequence=frame.sequence)
        with suppress(*ENDINGS):
            async with asyncio.timeout(PARTING):
                while owed := [waiting for _answer, waiting in self._waiting.values() if not waiting.done()]:
                    await asyncio.wait(owed)
        if self._writer:
            self._writer.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
