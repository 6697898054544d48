"""What the SMSC brings: written down first, and only then answered with OK.

What cannot be written now is answered with a temporary error, so the SMSC brings it again; what nobody could read,
with a final one.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from cabinet.core.sparse_log import SparseLog
from cabinet.smpp_settings import Ids
from cabinet.sms.gateways.smpp import pdus, reading, statuses
from cabinet.sms.gateways.smpp.frames import Frame
from cabinet.sms.gateways.smpp.pdus import Malformed
from cabinet.sms.gateways.smpp.reading import Receipt, Words

if TYPE_CHECKING:
    from cabinet.sms.gateways.smpp.session import Session

GATEWAY = "smpp"
WRITERS = 4  # threads, each with a connection to the database
MOST_WAITING = 200  # that wait to be written; the SMSC is asked to bring more later
DOUBTED_BEFORE = 30.0  # seconds before a connection broke: our answers to what came then may not have arrived
DOUBTED_FOR = 3600.0  # seconds that the SMSC may take to bring it again
SLOW = 5.0  # seconds: by such an answer the SMSC may have given up waiting
MOST_DOUBTED = 10_000

_log = SparseLog(logging.getLogger(__name__))


class Names:
    """How the SMSC's ids are kept: some write one number in hexadecimal in answers and in decimal in receipts, or the
    other way round; then all are kept in decimal."""

    def __init__(self, ids: Ids) -> None:
        self._answer_base, self._receipt_base = {
            "same": (0, 0),
            "hex-then-decimal": (16, 10),
            "decimal-then-hex": (10, 16),
        }[ids]

    def of_answer(self, name: str) -> str:
        return _decimal(name, self._answer_base)

    def of_receipt(self, name: str) -> str:
        return _decimal(name, self._receipt_base)


def _decimal(name: str, base: int) -> str:
    try:
        return str(int(name, base)) if base else name
    except ValueError:
        return name


@dataclass(frozen=True)
class Handlers:
    """Who writes down what came; both commit before they return, and may be told the same twice."""

    receipt: Callable[..., Any]  # services.receipts.take
    incoming: Callable[..., Any]  # services.incoming.take
    part: Callable[..., Any] = reading.Concatenation  # services.incoming.Part

    @classmethod
    def of_the_portal(cls) -> Handlers:
        services = "cabinet.sms.services"  # imported by name: services know gateways
        return cls(
            receipt=import_string(f"{services}.receipts.take"),
            incoming=import_string(f"{services}.incoming.take"),
            part=import_string(f"{services}.incoming.Part"),
        )


@dataclass(frozen=True)
class _Seen:
    at: float
    digest: bytes
    source_id: str


class Inbox:
    """Takes every deliver_sm of all binds."""

    def __init__(self, names: Names, handlers: Handlers) -> None:
        self._names = names
        self._handlers = handlers
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="smpp-inbox")
        self._waiting = 0
        self._idle = asyncio.Event()
        self._closing = False
        self._run = uuid.uuid4().hex[:12]
        self._answered: dict[Session, deque[_Seen]] = {}
        self._doubted: OrderedDict[bytes, tuple[float, str]] = OrderedDict()

    async def take(self, frame: Frame, session: Session) -> int:
        """Write down what `frame` brings; the status to answer with. Never raises."""
        if self._closing or self._waiting >= MOST_WAITING:
            return statuses.TRY_AGAIN
        self._waiting += 1
        try:
            said = reading.read(pdus.message(frame))
            if said and not (isinstance(said, Receipt) and said.status is None):
                await self._write_down(said, frame, session)
            return statuses.OK
        except Malformed:
            _log.warning("smpp: a deliver_sm that cannot be read")
            return statuses.REJECTED
        except Exception as error:  # the database is away, or we are wrong: it is not lost, it comes again
            _log.warning("smpp: what came cannot be written down now: %s", type(error).__name__)
            return statuses.TRY_AGAIN
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._idle.set()

    def ended(self, session: Session) -> None:
        """The connection broke: whether our last answers arrived nobody knows."""
        since = time.monotonic() - DOUBTED_BEFORE
        for seen in self._answered.pop(session, ()):
            if seen.at >= since:
                self._doubt(seen)

    async def settle(self, within: float) -> None:
        """Take nothing more, and wait until what is being written down is written and confirmed."""
        self._closing = True
        self._idle.clear()
        if self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._idle.wait()

    async def close(self) -> None:
        """Let the threads end."""
        await asyncio.to_thread(self._writers.shutdown)

    async def _write_down(self, said: Receipt | Words, frame: Frame, session: Session) -> None:
        now, loop = timezone.now(), asyncio.get_running_loop()
        if isinstance(said, Receipt):
            await loop.run_in_executor(self._writers, self._receipt, said, now)
            return
        began = time.monotonic()
        digest = hashlib.sha256(repr(said).encode()).digest()
        source_id = self._source_id(digest, frame, session)
        try:
            await loop.run_in_executor(self._writers, self._incoming, said, source_id, now)
        except BaseException:
            # The connection broke and the thread goes on, or the database did not say whether it has it: in any case
            # it comes again, and must be known then.
            self._doubt(_Seen(time.monotonic(), digest, source_id))
            raise
        seen = _Seen(time.monotonic(), digest, source_id)
        if seen.at - began > SLOW:
            self._doubt(seen)
        self._answered.setdefault(session, deque(maxlen=MOST_WAITING)).append(seen)

    def _source_id(self, digest: bytes, frame: Frame, session: Session) -> str:
        """SMPP gives an incoming SMS no name, and the same words twice are usually two messages. They are one when
        the SMSC cannot have learned that we have it."""
        at, doubted = self._doubted.get(digest, (0.0, ""))
        if doubted and time.monotonic() - at < DOUBTED_FOR:
            del self._doubted[digest]
            return doubted
        return f"{self._run}:{session.name}:{frame.sequence}"

    def _doubt(self, seen: _Seen) -> None:
        self._doubted[seen.digest] = (seen.at, seen.source_id)
        if len(self._doubted) > MOST_DOUBTED:
            self._doubted.popitem(last=False)

    def _receipt(self, receipt: Receipt, now: datetime) -> None:
        _in_a_thread(
            self._handlers.receipt,
            gateway=GATEWAY,
            gateway_id=self._names.of_receipt(receipt.message_id),
            status=receipt.status,
            now=now,
            reason=receipt.reason,
        )

    def _incoming(self, words: Words, source_id: str, now: datetime) -> None:
        part = words.part and self._handlers.part(words.part.reference, words.part.total, words.part.seq)
        _in_a_thread(
            self._handlers.incoming,
            gateway=GATEWAY,
            source_id=source_id,
            msisdn=words.msisdn,
            short_number=words.short_number,
            text=words.text,
            now=now,
            part=part,
        )


def _in_a_thread(handler: Callable[..., Any], **facts: Any) -> None:
    """Call `handler`; a connection to the database that died since the last call is left behind."""
    close_old_connections()
    try:
        handler(**facts)
    except Exception:
        connections.close_all()
        raise
