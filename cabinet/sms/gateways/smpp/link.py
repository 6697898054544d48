"""One bind of the installation: it is always being kept up, by one session after another."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable

from cabinet.smpp_settings import SmppSettings, Where
from cabinet.sms.gateways.smpp.inbox import Inbox
from cabinet.sms.gateways.smpp.pace import Pace
from cabinet.sms.gateways.smpp.session import ENDINGS, BindRefused, Session

logger = logging.getLogger(__name__)


class Link:
    """A `Lane` of the switch."""

    def __init__(self, where: Where, settings: SmppSettings, inbox: Inbox) -> None:
        self.where = where
        self.pace = Pace(settings.rate, settings.slower_pause)
        self.session: Session | None = None
        self.changed: Callable[[], None] = lambda: None
        self._settings = settings
        self._inbox = inbox
        self._occupied = 0
        self._keeping: asyncio.Task[None] | None = None
        self._parting = False

    def bound(self) -> bool:
        """Whether a message can leave here."""
        return self.session is not None and self.session.bound and self.where.mode != "receiver"

    def trusted(self) -> bool:
        """Whether it owes no answer that makes us doubt it."""
        return self.session is not None and self.session.trusted

    def has_room(self, *, urgent: bool) -> bool:
        if not self.trusted():
            return False
        kept = 0 if urgent else self._settings.kept_for_codes
        return self._occupied < self._settings.window - kept

    def ready_at(self) -> float:
        return self.pace.ready_at()

    def occupy(self) -> None:
        self._occupied += 1
        self.pace.left(asyncio.get_running_loop().time())

    def vacate(self) -> None:
        self._occupied -= 1

    def begin(self) -> None:
        self._keeping = asyncio.get_running_loop().create_task(self._keep())

    async def part(self) -> None:
        """Unbind, and connect no more."""
        self._parting = True
        if self.session:
            await self.session.part()
        if self._keeping:
            self._keeping.cancel()

    async def _keep(self) -> None:
        pause = self._settings.reconnect_after
        loop = asyncio.get_running_loop()
        while not self._parting:
            began = loop.time()
            await self._one_session()
            if loop.time() - began > pause:  # it lasted: what ended it is not what ended those before
                pause = self._settings.reconnect_after
            # Spread, so that all binds of all processes do not come back at one moment.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
            pause = min(pause * 2, self._settings.reconnect_at_most)

    async def _one_session(self) -> None:
        session = self.session = Session(self.where, self._settings, self._inbox, self._changed)
        why = "ended"
        try:
            await session.open()
            logger.info("smpp bind %s: bound to %s:%s", self.where.number, self.where.host, self.where.port)
            self._changed()
            await session.run()
        except BindRefused as error:
            why = f"refused: {error}"
        except ENDINGS as error:
            why = type(error).__name__
        except Exception as error:  # a mistake of ours must not leave the portal without SMS
            logger.error("smpp bind %s: %s", self.where.number, type(error).__name__)
        finally:
            session.end()
            self._inbox.ended(session)
        logger.warning(
            "smpp bind %s: not bound to %s:%s (%s)", self.where.number, self.where.host, self.where.port, why
        )

    def _changed(self) -> None:
        self.changed()
