"""The gateway that the portal knows: threads outside, one asyncio loop inside."""

from __future__ import annotations

import asyncio
import logging
from asyncio import AbstractEventLoop, Task
from concurrent.futures import Future
from threading import Lock, Thread
from typing import cast

from django.conf import settings as django_settings

from cabinet.smpp_settings import SmppSettings
from cabinet.sms.gateways.base import Outcome, Outgoing, Refused, Unknown
from cabinet.sms.gateways.smpp.inbox import Handlers, Inbox, Names
from cabinet.sms.gateways.smpp.link import Link
from cabinet.sms.gateways.smpp.sender import Sender
from cabinet.sms.gateways.smpp.switch import Switch

logger = logging.getLogger(__name__)

MARGIN = 5.0  # seconds beyond what each half of closing allows itself


class Smpp:
    """All binds of `settings.SMPP`.

    `at_once` is what all windows hold; only codes may have the last `kept_for_codes` of them, so whoever holds threads
    for `send` keeps that many from everything else.
    """

    name = "smpp"
    deduplicates = False  # SMPP has no key by which an SMSC would recognise a message
    resident = True

    def __init__(self, settings: SmppSettings | None = None, handlers: Handlers | None = None) -> None:
        self._settings: SmppSettings = settings or cast(SmppSettings, django_settings.SMPP)
        self._handlers = handlers
        sending = sum(where.mode != "receiver" for where in self._settings.binds)
        self.at_once = sending * self._settings.window
        self.kept_for_codes = sending * self._settings.kept_for_codes
        self._lock = Lock()
        self._loop: AbstractEventLoop | None = None  # None: not open
        self._links: list[Link] = []
        self._under_way: set[Task[Outcome]] = set()

    def open(self) -> None:
        """Begin to connect, and return at once."""
        loop = asyncio.new_event_loop()
        self._thread = Thread(target=_run, args=(loop,), name="smpp", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._begin(), loop).result()
        with self._lock:
            self._loop = loop

    def send(self, message: Outgoing) -> Outcome:
        result: Future[Outcome] = Future()
        with self._lock:
            if self._loop is None:
                return Refused("the gateway is closed", permanent=False)
            self._loop.call_soon_threadsafe(self._start, message, result)
        return result.result()

    def close(self) -> None:
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is None:
            return
        parting = asyncio.run_coroutine_threadsafe(self._part(), loop)
        try:
            parting.result(2 * (self._settings.close_within + MARGIN))
        except TimeoutError:
            logger.error("smpp: parting took too long")
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(MARGIN)

    def bound(self) -> int:
        """How many binds are up now."""
        return sum(link.session is not None and link.session.bound for link in self._links)

    def ready(self) -> bool:
        """Whether a message could leave now."""
        return self._loop is not None and any(link.bound() and link.trusted() for link in self._links)

    def waiting(self) -> int:
        """How many segments wait for their turn now."""
        return self._switch.waiting()

    async def _begin(self) -> None:
        names = Names(self._settings.ids)
        self._inbox = Inbox(names, self._handlers or Handlers.of_the_portal())
        self._links = [Link(where, self._settings, self._inbox) for where in self._settings.binds]
        self._switch = Switch(self._links)
        self._sender = Sender(self._settings, self._switch, names)
        for link in self._links:
            link.changed = self._switch.changed
            link.begin()

    def _start(self, message: Outgoing, result: Future[Outcome]) -> None:
        task = asyncio.get_running_loop().create_task(self._sender.send(message))
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._finish(done, result))

    def _finish(self, task: Task[Outcome], result: Future[Outcome]) -> None:
        self._under_way.discard(task)
        if task.cancelled():
            result.set_result(Unknown("the gateway closed meanwhile"))
        elif error := task.exception():
            result.set_exception(error)
        else:
            result.set_result(task.result())

    async def _part(self) -> None:
        self._switch.close()
        if self._under_way:
            _done, late = await asyncio.wait(self._under_way, timeout=self._settings.close_within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._inbox.settle(self._settings.close_within)
        await asyncio.gather(*(link.part() for link in self._links), return_exceptions=True)
        await self._inbox.close()


def _run(loop: AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
