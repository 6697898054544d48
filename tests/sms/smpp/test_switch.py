"""Whose turn it is."""

import asyncio

import pytest

from cabinet.sms.gateways.smpp.switch import NotBound, Switch, TooLate

CODE, NOTICE, BULK = 0, 1, 2


class Lane:
    def __init__(self, window=2, kept=0, up=True):
        self.window, self.kept, self.up = window, kept, up
        self.occupied, self.moment = 0, 0.0

    def bound(self):
        return self.up

    def has_room(self, *, urgent):
        return self.occupied < self.window - (0 if urgent else self.kept)

    def ready_at(self):
        return self.moment

    def occupy(self):
        self.occupied += 1

    def vacate(self):
        self.occupied -= 1


class Queue:
    """Those who wait, in the order in which their turns come."""

    def __init__(self, *lanes):
        self.switch, self.served, self.tasks = Switch(lanes), [], []

    async def come(self, name, urgency, *, within=60.0, patient=False):
        async def wait():
            lane = await self.switch.turn(urgency=urgency, order=len(self.tasks), within=within, patient=patient)
            self.served.append(name)
            return lane

        self.tasks.append(asyncio.create_task(wait()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return self.tasks[-1]

    async def settle(self):
        for _step in range(3):
            await asyncio.sleep(0)


async def test_codes_then_notices_then_bulk_and_within_a_kind_who_came_first():
    lane = Lane(window=0)
    queue = Queue(lane)
    for name, urgency in (("b", BULK), ("n1", NOTICE), ("n2", NOTICE), ("c1", CODE), ("c2", CODE)):
        await queue.come(name, urgency)
    assert queue.served == []
    lane.window = 5
    queue.switch.changed()
    await queue.settle()
    assert queue.served == ["c1", "c2", "n1", "n2", "b"]


async def test_a_waiting_code_does_not_take_what_a_notice_may_not_and_the_other_way_round():
    lane = Lane(window=3, kept=1)
    queue = Queue(lane)
    for name in ("n1", "n2", "n3"):
        await queue.come(name, NOTICE)
    await queue.come("c", CODE)
    assert queue.served == ["n1", "n2", "c"]
    queue.switch.give_back(lane)
    await queue.settle()
    assert queue.served == ["n1", "n2", "c"]  # the last slot is still a code's
    queue.switch.give_back(lane)
    await queue.settle()
    assert queue.served[-1] == "n3"


async def test_a_pace_makes_all_wait_and_its_moment_comes_by_itself():
    lane = Lane()
    lane.moment = asyncio.get_running_loop().time() + 0.02
    queue = Queue(lane)
    waiting = await queue.come("n", NOTICE)
    assert queue.served == []
    await waiting
    assert queue.served == ["n"]


async def test_a_slow_bind_is_passed_by():
    slow, quick = Lane(), Lane()
    slow.moment = asyncio.get_running_loop().time() + 60
    queue = Queue(slow, quick)
    assert await (await queue.come("n", NOTICE)) is quick


async def test_nobody_waits_for_a_bind_but_who_has_begun():
    lane = Lane(window=0)
    queue = Queue(lane)
    hurried, begun = await queue.come("h", NOTICE), await queue.come("b", NOTICE, patient=True)
    lane.up = False
    queue.switch.changed()
    await queue.settle()
    assert isinstance(hurried.exception(), NotBound)
    assert not begun.done()
    lane.up, lane.window = True, 1
    queue.switch.changed()
    assert await begun is lane


async def test_a_moment_that_passes_is_too_late_and_takes_no_slot():
    lane = Lane(window=0)
    queue = Queue(lane)
    with pytest.raises(TooLate):
        await (await queue.come("n", NOTICE, within=0.01))
    with pytest.raises(TooLate):
        await (await queue.come("late", CODE, within=0.0))
    lane.window = 1
    queue.switch.changed()
    assert lane.occupied == 0


async def test_who_is_cancelled_at_the_moment_of_its_turn_gives_it_back():
    lane = Lane(window=0)
    queue = Queue(lane)
    waiting = await queue.come("n", NOTICE)
    lane.window = 1
    queue.switch.changed()
    waiting.cancel()
    await queue.settle()
    assert waiting.cancelled()
    assert lane.occupied == 0


async def test_nothing_begins_after_closing_but_what_has_begun_goes_on():
    queue = Queue(Lane())
    queue.switch.close()
    assert isinstance((await queue.come("n", CODE)).exception(), NotBound)
    assert (await queue.come("b", NOTICE, patient=True)).done()
    assert queue.served == ["b"]
