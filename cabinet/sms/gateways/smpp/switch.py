"""Whose turn it is: every segment that waits to leave stands here, and is given a bind that has room for it.

Codes go first, then notices, then bulk; within a kind, who came first. The last slots of each bind's window are for
codes only. Binds that have room take turns. Runs in the loop's thread, without locks.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class NotBound(Exception):
    """No bind is there, or the gateway is closing: what waited has surely not left."""


class TooLate(Exception):
    """Its moment passed before its turn came: it has surely not left."""


class Lane(Protocol):
    """What the switch must know of a bind."""

    def bound(self) -> bool: ...

    def has_room(self, *, urgent: bool) -> bool:
        """A slot of the window is free."""

    def ready_at(self) -> float:
        """The moment of the loop's clock from which its pace allows one more."""

    def occupy(self) -> None: ...

    def vacate(self) -> None: ...


L = TypeVar("L", bound=Lane)


@dataclass(order=True)
class _Waiter(Generic[L]):
    urgency: int  # 0: a code
    order: int
    turn: asyncio.Future[L] = field(compare=False)
    patient: bool = field(compare=False)  # waits for a bind where there is none


class Switch(Generic[L]):
    def __init__(self, lanes: Sequence[L]) -> None:
        self._lanes = list(lanes)
        self._waiting: list[_Waiter[L]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._closing = False

    async def turn(self, *, urgency: int, order: int, within: float, patient: bool) -> L:
        """Wait for a turn, at most `within` seconds; the lane is occupied until `give_back`.

        Raises `TooLate`, or `NotBound` unless `patient`.
        """
        loop = asyncio.get_running_loop()
        if within <= 0:
            raise TooLate
        turn: asyncio.Future[L] = loop.create_future()
        waiter = _Waiter(urgency, order, turn, patient)
        heapq.heappush(self._waiting, waiter)
        too_late = loop.call_later(within, _fail, turn, TooLate())
        self.changed()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.give_back(turn.result())
            raise
        finally:
            too_late.cancel()

    def give_back(self, lane: L) -> None:
        lane.vacate()
        self.changed()

    def waiting(self) -> int:
        return sum(not waiter.turn.done() for waiter in tuple(self._waiting))

    def close(self) -> None:
        """Nothing begins any more; what has begun goes on."""
        self._closing = True
        self.changed()

    def changed(self) -> None:
        """A bind came, went or got room: give turns to whom it is now possible."""
        if self._closing or not any(lane.bound() for lane in self._lanes):
            for waiter in self._waiting:
                if not waiter.patient:
                    _fail(waiter.turn, NotBound("closing" if self._closing else "not bound"))
        while self._waiting:
            first = self._waiting[0]
            if not first.turn.done():
                lane = self._free_lane(urgent=first.urgency == 0)
                if lane is None:
                    return
                lane.occupy()
                first.turn.set_result(lane)
            heapq.heappop(self._waiting)

    def _free_lane(self, *, urgent: bool) -> L | None:
        now = asyncio.get_running_loop().time()
        roomy = [lane for lane in self._lanes if lane.bound() and lane.has_room(urgent=urgent)]
        for lane in roomy:
            if lane.ready_at() <= now:
                self._lanes.remove(lane)  # the next one first, next time
                self._lanes.append(lane)
                return lane
        if roomy:
            self._look_again_at(min(lane.ready_at() for lane in roomy))
        return None

    def _look_again_at(self, moment: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(moment, self.changed)


def _fail(turn: asyncio.Future[L], error: Exception) -> None:
    if not turn.done():
        turn.set_exception(error)
