"""A conversation through a wire that is cut a hundred times: nothing is lost, nothing doubled, all in order (C10)."""

import asyncio
import json
import logging
import random
import re
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import Any
from uuid import uuid4

import httpx
import pytest
import websockets
from websockets.asyncio.client import connect

from cabinet.embedded.children import wait_until
from tests.faults.cut import Wire
from tests.portal import Portal
from tests.subscriber import PATIENCE, Person, sms_of

pytestmark = pytest.mark.faults
logger = logging.getLogger(__name__)

NUMBER = "79100000010"
NUMBERS = [f"79100000{number}" for number in range(111, 136)]
MESSAGES, CONVERSATIONS = 1000, 50
CUTS, WIRES = 50, 5
STUCK = 300.0  # seconds after which the test gives up


@dataclass
class Device:
    """One browser of the subscriber, behind a wire; it does what the page's JavaScript does."""

    wire: Wire
    person: Person
    conversation: str
    seen: list[dict[str, Any]] = field(default_factory=list)
    after: int = 0
    said: int = 0
    last_seq: int = 0
    retried: int = 0
    reconnected: int = 0

    @property
    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.person.http.cookies.jar)

    def client(self) -> httpx.AsyncClient:
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.person.http.cookies["csrftoken"]}
        return httpx.AsyncClient(base_url=self.wire.url, headers=headers, timeout=10)

    async def say(self, http: httpx.AsyncClient, text: str) -> None:
        """Send one message until the server has it, always under the same id."""
        body = {"client_id": str(uuid4()), "text": text}
        while True:
            try:
                response = await http.post(f"/chat/{self.conversation}/messages", json=body)
            except httpx.TransportError:
                await asyncio.sleep(random.uniform(0.01, 0.05))
                continue
            assert response.status_code in (200, 201), response.text
            self.retried += response.status_code == 200
            self.said, self.last_seq = self.said + 1, response.json()["seq"]
            return

    async def listen(self) -> None:
        """Keep a socket; after each acknowledgement and each hint ask for what is new."""
        address = f"ws://127.0.0.1:{self.wire.port}/ws/chat/{self.conversation}/"
        async with self.client() as http:
            while True:
                with suppress(OSError, websockets.WebSocketException, httpx.TransportError):
                    async with connect(
                        address, origin=self.wire.url, additional_headers={"Cookie": self.cookie}
                    ) as socket:
                        self.reconnected += 1
                        async for frame in socket:
                            assert json.loads(frame).keys() <= {"type", "seq", "conversation"}
                            await self.catch_up(http)
                await asyncio.sleep(random.uniform(0.01, 0.05))

    async def catch_up(self, http: httpx.AsyncClient) -> None:
        more = True
        while more:
            response = await http.get(f"/chat/{self.conversation}/events", params={"after": self.after})
            page = response.json()
            self.seen += page["events"]
            more = page["more"]
            self.after = page["events"][-1]["seq"] if page["events"] else self.after

    def mine(self) -> list[str]:
        """What the person wrote; the bot and specialists say what they like."""
        return [event["text"] for event in self.seen if event["kind"] == "message" and event["side"] == "mine"]


def signed_in(portal: Portal, number: str) -> Person:
    portal.manage("shell", "-v", "0", "-c", "from chat.models import *\nAnswer.objects.update(active=False)")  # no bot
    person = Person(portal)
    person.sign_in(number)
    return person


def open_conversation(person: Person, topic: str = "general") -> str:
    """Choose a topic as a browser without JavaScript does; the conversation's id."""
    page = person.http.get("/chat/").text
    line = re.search(r'name="line" value="([^"]+)"', page)
    assert line
    response = person.submit("/chat/", line=line[1], topic=topic)
    return re.search(r"/chat/([0-9a-f-]{36})/", str(response.url))[1]


def test_a_thousand_messages_in_fifty_conversations_through_cuts_and_kills(new_portal):
    """Valkey, the web process and the worker die while twenty-five people write in two conversations each, through
    wires that are cut all the time: every message is there once, in order, on the writer's other device, too."""
    portal = new_portal(CHAT_FLOOD="1000000/minute", CODES_PER_PREFIX="1000/minute")
    people = [signed_in(portal, number) for number in NUMBERS]
    talks = [(person, open_conversation(person, topic)) for person in people for topic in ("general", "services")]
    devices = asyncio.run(talk(portal, talks))

    expected = [f"сообщение {number}" for number in range(MESSAGES // len(talks))]
    assert len(devices) == CONVERSATIONS
    assert [device.mine() for device in devices] == [expected] * len(devices)
    stored = json.loads(
        portal.manage(
            "shell", "-v", "0", "-c",
            "import json\n"
            "from chat.models import *\n"
            f"found = Conversation.objects.filter(public_id__in={[device.conversation for device in devices]})\n"
            "print(json.dumps({str(c.public_id): list(c.events.filter(audience='all').order_by('seq')"
            ".values_list('seq', flat=True)) for c in found}))",
        )
    )  # fmt: skip
    for device in devices:  # marks may be made after the last look
        until_then = [seq for seq in stored[device.conversation] if seq <= device.after]
        assert [event["seq"] for event in device.seen] == until_then


async def talk(portal: Portal, talks: list[tuple[Person, str]]) -> list[Device]:
    """Two devices for each conversation: one writes, the other reads. Returns the readers, once all have caught up."""
    async with AsyncExitStack() as stack:
        wires = [await stack.enter_async_context(Wire(portal.port)) for _number in range(WIRES)]
        readers = [Device(wire, *of_whom) for wire, of_whom in zip(cycle(wires), talks, strict=False)]
        writers = [Device(wire, *of_whom) for wire, of_whom in zip(cycle(wires), talks, strict=False)]
        listening = [asyncio.create_task(reader.listen()) for reader in readers]
        try:
            writing = [asyncio.create_task(write(writer, MESSAGES // len(talks))) for writer in writers]
            trouble = asyncio.create_task(make_trouble(portal, wires, writers))
            await asyncio.wait_for(asyncio.gather(*writing, trouble), STUCK)
            started = asyncio.get_running_loop().time()
            last = {writer.conversation: writer.last_seq for writer in writers}
            await asyncio.wait_for(until(lambda: all(one.after >= last[one.conversation] for one in readers)), PATIENCE)
            logger.warning("caught up %.1f s after the last message", asyncio.get_running_loop().time() - started)
        finally:
            for task in listening:
                task.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
    assert sum(wire.cuts for wire in wires) >= CUTS
    return readers


async def write(writer: Device, count: int) -> None:
    async with writer.client() as http:
        for number in range(count):
            await writer.say(http, f"сообщение {number}")


async def make_trouble(portal: Portal, wires: list[Wire], writers: list[Device]) -> None:
    """Cut one wire after another; at a quarter, a half and three quarters of the messages kill a part."""
    kills = {
        MESSAGES // 4: (portal.valkey.kill, portal.valkey.start),
        MESSAGES // 2: (partial(portal.kill, "web"), partial(portal.start, "web")),
        MESSAGES * 3 // 4: (partial(portal.kill, "worker"), partial(portal.start, "worker")),
    }
    cutting = cycle(wires)
    for cut in range(CUTS):
        await until(lambda due=cut * MESSAGES // CUTS: sum(writer.said for writer in writers) >= due)
        next(cutting).cut()
        for due in [each for each in kills if each <= cut * MESSAGES // CUTS]:
            kill, start = kills.pop(due)
            await asyncio.to_thread(kill)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(start)
    assert not kills


async def until(condition) -> None:
    while not condition():
        await asyncio.sleep(0.05)


def test_after_a_restart_of_valkey_hints_come_again_by_themselves(new_portal):
    """Not only by the 2-second check: ten messages are heard of quicker than ten checks could tell."""
    portal = new_portal(CHAT_FLOOD="1000000/minute")
    person = signed_in(portal, NUMBER)
    conversation = open_conversation(person)

    async def heard() -> int:
        async with Wire(portal.port) as wire:
            device = Device(wire, person, conversation)
            address = f"ws://127.0.0.1:{wire.port}/ws/chat/{conversation}/"
            cookie = {"Cookie": device.cookie}
            async with connect(address, origin=wire.url, additional_headers=cookie) as socket, device.client() as http:
                await socket.recv()
                await asyncio.to_thread(portal.valkey.kill)
                await device.say(http, "пока его нет")
                assert json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))["seq"] == 1
                await asyncio.to_thread(portal.valkey.start)
                quick = 0
                for number in range(40):
                    await device.say(http, f"снова {number}")
                    started = asyncio.get_running_loop().time()
                    while json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))["seq"] < number + 2:
                        pass
                    quick += asyncio.get_running_loop().time() - started < 0.5
                return quick

    assert asyncio.run(heard()) >= 20


def test_with_a_silent_valkey_sockets_open_and_hear(new_portal):
    """Not refusing, which is easy, but silent: connections to it hang."""
    portal = new_portal(CHAT_FLOOD="1000000/minute")
    person = signed_in(portal, NUMBER)
    conversation = open_conversation(person)

    async def heard() -> list[int]:
        async with Wire(portal.port) as wire:
            device = Device(wire, person, conversation)
            address = f"ws://127.0.0.1:{wire.port}/ws/chat/{conversation}/"
            options = {"origin": wire.url, "additional_headers": {"Cookie": device.cookie}}
            async with connect(address, **options) as early, device.client() as http:
                await early.recv()
                portal.valkey.pause()
                try:
                    async with connect(address, **options) as late:
                        await asyncio.wait_for(late.recv(), PATIENCE)
                        await device.say(http, "в тишине")
                        frames = [await asyncio.wait_for(socket.recv(), PATIENCE) for socket in (early, late)]
                finally:
                    portal.valkey.resume()
        return [json.loads(frame)["seq"] for frame in frames]

    assert asyncio.run(heard()) == [1, 1]


def test_a_web_process_that_is_killed_loses_no_message(new_portal):
    portal = new_portal(CHAT_FLOOD="1000000/minute")
    person = signed_in(portal, NUMBER)
    conversation = open_conversation(person)

    async def talk_through_a_kill() -> Device:
        async with Wire(portal.port) as wire:
            reader = Device(wire, person, conversation)
            listening = asyncio.create_task(reader.listen())
            try:
                async with reader.client() as http:
                    for number in range(60):
                        sending = asyncio.create_task(reader.say(http, str(number)))
                        if number in (20, 40):
                            await asyncio.sleep(0.005)
                            await asyncio.to_thread(portal.kill, "web")
                            await asyncio.to_thread(portal.start, "web")
                        await sending
                await asyncio.wait_for(until(lambda: len(reader.mine()) >= 60), PATIENCE)
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
            return reader

    assert asyncio.run(talk_through_a_kill()).mine() == [str(number) for number in range(60)]


def test_without_a_broker_the_answer_is_still_told_of_by_one_sms(new_portal):
    portal = new_portal(CHAT_FLOOD="1000000/minute", CHAT_SMS_DELAY="1")
    person = signed_in(portal, NUMBER)
    conversation = open_conversation(person)
    portal.valkey.kill()
    before = len(sms_of(portal, NUMBER))
    portal.manage(
        "shell", "-v", "0", "-c",
        "from uuid import uuid4\n"
        "from django.utils import timezone\n"
        "from cabinet.accounts.models import User\n"
        "from chat.models import Conversation\n"
        "from chat.services.reply import reply\n"
        f"conversation = Conversation.objects.get(public_id='{conversation}')\n"
        "reply(conversation=conversation, specialist=User.objects.get(login='anna'), client_id=uuid4(),"
        " text='Ответ', now=timezone.now())",
    )  # fmt: skip
    assert wait_until(lambda: len(sms_of(portal, NUMBER)) > before, seconds=PATIENCE)
    portal.valkey.start()
    assert conversation in sms_of(portal, NUMBER)[0]["text"]
    assert len(sms_of(portal, NUMBER)) == before + 1
