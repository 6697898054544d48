"""The sockets of one process: hints reach them through the channel layer, and a check every two seconds catches
what the layer lost and closes what has no right to be open any more (DESIGN §4.6).

The process has one channel for all its sockets, and joins a group while it has sockets for it. Without Valkey there
are only the checks, until it is back.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.utils import timezone

from chat.check import Verdict, check
from chat.hints import DESK, group_of
from chat.services.presence import keep_open

logger = logging.getLogger(__name__)

CHECK_EVERY = 2.0  # seconds
JOIN_AGAIN = 1.0  # seconds between attempts to reach a broker that is away
SIGNED_OUT = 4401
NOT_ALLOWED = 4403
FAILED = ""


class Client(Protocol):
    """The other end of a socket. Neither call waits for it."""

    def hint(self, conversation: str, seq: int) -> None: ...
    def typing(self, conversation: str) -> None: ...
    def end(self, code: int) -> None: ...


@dataclass(eq=False, slots=True)
class Watched:
    """A socket under watch; see `chat.check.Socket`. `seq` is the last that it knows of."""

    client: Client
    user_id: int
    session_key: str
    at_desk: bool
    conversation_id: int | None = None
    public_id: str = ""
    seq: int = 0
    visible: bool = False

    @property
    def group(self) -> str:
        return DESK if self.at_desk else group_of(self.public_id)

    def hint(self, conversation: str, seq: int) -> None:
        if self.public_id and (conversation != self.public_id or seq <= self.seq):
            return
        self.seq = max(self.seq, seq)
        self.client.hint(conversation, seq)

    def typing(self, conversation: str) -> None:
        """Somebody of the other side presses keys. Nothing follows from it, so it may be lost."""
        if conversation == self.public_id:
            self.client.typing(conversation)


class Watch:
    """All sockets of one event loop."""

    def __init__(self) -> None:
        self._groups: defaultdict[str, set[Watched]] = defaultdict(set)
        self._joined: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._tried = asyncio.Event()  # the broker answered, or not in time
        self._channel = ""
        self._layer: Any = None

    async def add(self, socket: Watched) -> None:
        """Watch `socket` from now on; returns once the broker knows, or cannot be reached."""
        self._groups[socket.group].add(socket)
        if not self._tasks:
            self._layer = get_channel_layer()
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._check_regularly())]
        await self._tried.wait()
        await self._join_missing()

    async def remove(self, socket: Watched) -> None:
        """Watch `socket` no more. With the last one the watch itself rests."""
        group = socket.group
        self._groups[group].discard(socket)
        if self._groups[group]:
            return
        del self._groups[group]
        if group in self._joined:
            self._joined.discard(group)
            await self._try(self._layer.group_discard(group, self._channel))
        if not self._groups:
            await self._rest()

    def sockets(self) -> list[Watched]:
        return [socket for group in self._groups.values() for socket in group]

    async def check_now(self) -> None:
        """Hint at what was missed, close what may not stay, renew what is visibly open."""
        sockets = self.sockets()
        if not sockets:
            return
        now = timezone.now()
        verdicts = await database_sync_to_async(check)(sockets, now)
        for socket, verdict in zip(sockets, verdicts, strict=True):
            _apply(socket, verdict)
        visible = {
            socket.conversation_id
            for socket, verdict in zip(sockets, verdicts, strict=True)
            if socket.visible and not socket.at_desk and verdict.signed_in and verdict.allowed
        }
        if visible:
            await database_sync_to_async(keep_open)(conversations=visible - {None}, now=now)

    async def _listen(self) -> None:
        while not self._channel:
            self._channel = await self._try(self._layer.new_channel()) or ""
            if self._channel:
                await self._join_missing()
            self._tried.set()
            if not self._channel:
                await asyncio.sleep(JOIN_AGAIN)
        while True:
            try:
                message = await self._layer.receive(self._channel)
                for socket in list(self._groups.get(message["group"], ())):
                    if message.get("typing"):
                        socket.typing(message["conversation"])
                    else:
                        socket.hint(message["conversation"], message["seq"])
            except Exception:  # something else that speaks under our prefix
                logger.warning("chat: a hint that cannot be read", exc_info=True)

    async def _check_regularly(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            try:
                await self.check_now()
            except Exception:  # the database is away: sockets stay, and the next check tries again
                logger.warning("chat: the sockets' check failed", exc_info=True)
            await self._join_missing()

    async def _join_missing(self) -> None:
        """Join the groups that have sockets and are not joined yet; the first failure leaves the rest for later."""
        while self._channel and (missing := self._groups.keys() - self._joined):
            group = missing.pop()
            self._joined.add(group)  # before waiting, so that nobody joins it beside us
            if await self._try(self._layer.group_add(group, self._channel)) is FAILED:
                self._joined.discard(group)
                return

    async def _try(self, call: Any) -> Any:
        """What `call` returns, or `FAILED` when the broker cannot be reached: then the checks do the work."""
        try:
            return await asyncio.wait_for(call, settings.BROKER_TIMEOUT)
        except Exception as error:  # whatever a broker may throw
            logger.warning("chat: the broker is away, sockets rely on checks: %r", error)
            return FAILED

    async def _rest(self) -> None:
        tasks, self._tasks, self._channel = self._tasks, [], ""
        self._joined.clear()
        self._tried = asyncio.Event()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=settings.BROKER_TIMEOUT)


def _apply(socket: Watched, verdict: Verdict) -> None:
    if not verdict.signed_in:
        socket.client.end(SIGNED_OUT)
    elif not verdict.allowed:
        socket.client.end(NOT_ALLOWED)
    elif socket.public_id:
        socket.hint(socket.public_id, verdict.seq)


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def watch() -> Watch:
    """The watch of the running loop."""
    return _of_loop.setdefault(asyncio.get_running_loop(), Watch())
