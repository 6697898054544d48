"""One message, segment by segment: what is true of it in the end.

Segments go one after another, so that a refusal of the first sends no others, and what was taken is always the
beginning. A part that was taken is never sent again (docs/sms.md, «A long message»).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils import timezone

from cabinet.smpp_settings import SmppSettings
from cabinet.sms.gateways.base import Accepted, Outcome, Outgoing, Refused, Unknown
from cabinet.sms.gateways.smpp import outgoing, statuses
from cabinet.sms.gateways.smpp.inbox import Names
from cabinet.sms.gateways.smpp.link import Link
from cabinet.sms.gateways.smpp.session import Answer, Lost, NotWritten
from cabinet.sms.gateways.smpp.statuses import Fate
from cabinet.sms.gateways.smpp.switch import NotBound, Switch, TooLate
from cabinet.sms.models import URGENCY


@dataclass(frozen=True)
class _Taken:
    name: str


class Sender:
    def __init__(self, settings: SmppSettings, switch: Switch[Link], names: Names) -> None:
        self._settings = settings
        self._switch = switch
        self._names = names
        self._references = outgoing.References()
        self._orders = count()

    async def send(self, message: Outgoing) -> Outcome:
        """Hand over the whole message; never raises for what the other side does."""
        parts = outgoing.submissions(message, sender=self._settings.sender, references=self._references)
        taken: list[str] = []
        for fields in parts:
            result = await self._persist(message, fields, begun=bool(taken))
            if not isinstance(result, _Taken):
                return _of_a_part(result, len(taken), len(parts))
            taken.append(result.name)
        return Accepted(tuple(taken) if all(taken) else ())  # an SMSC that gives no names reports nothing

    async def _persist(self, message: Outgoing, fields: dict[str, Any], *, begun: bool) -> _Taken | Refused | Unknown:
        """One segment; the rest of a message that has begun is tried again here, as nobody else knows what is left."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._settings.again_within
        while True:
            result = await self._one(message, fields, begun=begun)
            again = begun and isinstance(result, Refused) and not result.permanent
            if not again or _left(message) <= 0 or loop.time() > until:
                return result
            await asyncio.sleep(self._settings.again_after)

    async def _one(self, message: Outgoing, fields: dict[str, Any], *, begun: bool) -> _Taken | Refused | Unknown:
        """One segment, on whichever bind has a turn for it, as often as the SMSC says «slower»."""
        order, slowed = next(self._orders), 0
        while True:
            try:
                link = await self._switch.turn(
                    urgency=URGENCY.index(message.kind), order=order, within=_left(message), patient=begun
                )
            except NotBound as error:
                return Refused(str(error), permanent=False)
            except TooLate:
                return _too_late(slowed)
            try:
                answer = await self._submit(link, message, fields)
            except NotWritten:
                continue
            except TooLate:
                return _too_late(slowed)
            except Lost as error:
                return Unknown(str(error))
            finally:
                self._switch.give_back(link)
            fate = statuses.fate(answer.status, self._settings.statuses)
            if fate == Fate.TAKEN:
                return _Taken(self._names.of_answer(answer.message_id))
            if fate != Fate.SLOWER:
                return Refused(statuses.described(answer.status), permanent=fate == Fate.NEVER)
            slowed += 1

    async def _submit(self, link: Link, message: Outgoing, fields: dict[str, Any]) -> Answer:
        session = link.session
        if session is None:
            raise NotWritten
        await session.writable()
        if _left(message) <= 0:  # the last moment at which it can be known that it does not leave
            raise TooLate
        answer = await session.submit(fields)
        fate = statuses.fate(answer.status, self._settings.statuses)
        if fate == Fate.SLOWER:
            link.pace.slower(asyncio.get_running_loop().time())
        elif fate == Fate.TAKEN:
            link.pace.taken()
        return answer


def _left(message: Outgoing) -> float:
    return (message.not_after - timezone.now()).total_seconds()


def _too_late(slowed: int) -> Refused:
    return Refused("too late" + (f" (slowed down {slowed} times)" if slowed else ""), permanent=False)


def _of_a_part(result: Refused | Unknown, taken: int, total: int) -> Outcome:
    """What a segment's fate means for the message: one that was taken in part is not tried from its beginning."""
    if not taken:
        return result
    reason = f"{taken} of {total} parts were taken, then: {result.reason}"
    return Unknown(reason) if isinstance(result, Unknown) else Refused(reason, permanent=True)
