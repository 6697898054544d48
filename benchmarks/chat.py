"""From a POST to the other person's socket, and what a held socket costs, against bare ones on the same server."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.measure import Measure, tell
from cabinet.accounts.models import Contract, Line, User
from cabinet.accounts.roles import SPECIALISTS
from cabinet.accounts.services.second_factor import give_devices
from cabinet.embedded.children import Child, wait_until
from cabinet.embedded.parts import parts
from cabinet.embedded.run import answers
from chat.models import Conversation, Topic
from chat.services.open_conversation import open_conversation

TABLE = "CREATE TABLE bench_row (id bigserial PRIMARY KEY, room integer, text text, at timestamptz)"
TALKS = 200  # conversations, each with a socket at the desk
WRITERS = 4  # messages on their way at once
MESSAGES = 1000  # of each kind, by turns
WARM_UP = 100
HELD = 2000  # sockets
OPENING = 50  # sockets opened at once
CSRF = "b" * 32


@dataclass
class Talk:
    """One room: who writes into it, and the next hint that somebody waits for."""

    public_id: str
    cookie: str
    heard: asyncio.Future[None] | None = None


@dataclass
class Desk:
    talks: list[Talk]
    cookie: str


def prepare() -> Desk:
    """A specialist, and as many subscribers as there are conversations."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    specialist = User.objects.create_user("bench", is_staff=True, name="Анна")
    specialist.groups.add(Group.objects.get(name=SPECIALISTS))
    device, _codes = give_devices(user=specialist)
    topic = Topic.objects.all()[0]
    return Desk([_talk(number, topic) for number in range(TALKS)], _session(specialist, device.persistent_id))


def _talk(number: int, topic: Topic) -> Talk:
    owner = User.objects.create_user(name=f"Абонент {number}")
    contract = Contract.objects.create(number=f"B-{number}", customer_name="Абонент", owner=owner)
    line = Line.objects.create(contract=contract, number=str(number), msisdn=f"7900{number:07}")
    conversation: Conversation = open_conversation(
        line=line, topic=topic, author=line.contract.owner, now=timezone.now()
    )
    return Talk(str(conversation.public_id), _session(owner))


def _session(user: User, device: str = "") -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["otp_device_id"] = device
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@asynccontextmanager
async def server() -> AsyncIterator[tuple[int, psutil.Process]]:
    """The portal's server, with the bare things beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "CHAT_FLOOD": "1000000/second"}
    web = parts(environment, port=port)["web"]
    argv = ["benchmarks.chat_server:application" if word == "cabinet.asgi:application" else word for word in web.argv]
    var = Path(os.environ["VAR"])
    child = Child(replace(web, argv=argv), log=var / "logs" / "bench.log", lock=var / "run" / "bench.lock")
    try:
        ready = await asyncio.to_thread(wait_until, lambda: answers(port), seconds=60)
        if not ready:
            raise SystemExit(str(child.trouble("the server did not start")))
        yield port, _heaviest(psutil.Process(child.pid))
    finally:
        child.stop()


def _heaviest(process: psutil.Process) -> psutil.Process:
    """The server itself: whatever holds it is small."""
    return max([process, *process.children(recursive=True)], key=lambda one: one.memory_info().rss)


class Http:
    """One kept connection, and as little of HTTP as will do: the client's own time is not what is measured."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        self.reader, self.writer, self.port = reader, writer, port

    @classmethod
    async def open(cls, port: int) -> Http:
        return cls(*await asyncio.open_connection("127.0.0.1", port), port)

    async def post(self, path: str, body: dict[str, str], cookie: str = "") -> None:
        data = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\nX-CSRFToken: {CSRF}\r\n"
        )
        if cookie:
            head += f"Cookie: csrftoken={CSRF}; {cookie}\r\n"
        self.writer.write(head.encode() + b"\r\n" + data)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        if b" 201 " not in answer.split(b"\r\n", 1)[0]:
            raise SystemExit(answer.decode())
        length = next((line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
        await self.reader.readexactly(int(length.split(b":")[1]))


async def listen(stack: AsyncExitStack, port: int, path: str, cookie: str, hear: Callable[[], None]) -> None:
    """Keep a socket open until the stack ends, and call `hear` at each hint."""
    opened = await stack.enter_async_context(_socket(port, path, cookie))

    async def run() -> None:
        async for frame in opened:
            if '"hint"' in str(frame):
                hear()

    task = asyncio.create_task(run())
    stack.callback(task.cancel)


def _socket(port: int, path: str, cookie: str = "") -> connect:
    origin, headers = f"http://127.0.0.1:{port}", {"Cookie": cookie}
    address = f"ws://127.0.0.1:{port}{path}"
    return connect(address, origin=origin, additional_headers=headers, compression=None, ping_interval=None)


async def latencies(desk: Desk) -> tuple[list[float], list[float]]:
    """Seconds from before the POST to the hint at the other person's socket: ours, bare; by turns."""
    bare = [Talk(str(number), "") for number in range(TALKS)]
    times: tuple[list[float], list[float]] = ([], [])
    async with server() as (port, _process), AsyncExitStack() as stack:
        for number, talk in enumerate(desk.talks):
            await listen(stack, port, f"/ws/chat/{talk.public_id}/", desk.cookie, _hears(talk))
            await listen(stack, port, f"/ws/bare/{number}", "", _hears(bare[number]))
        await asyncio.sleep(1)

        async def write(rooms: list[int], count: int) -> None:
            http = await Http.open(port)
            for turn in range(count):
                room = random.choice(rooms)
                for which in (0, 1) if turn % 2 else (1, 0):
                    talk = bare[room] if which else desk.talks[room]
                    body = {"client_id": str(uuid4()), "text": f"Почему сняли {turn} рублей?"}
                    path = f"/bare/{room}/" if which else f"/chat/{talk.public_id}/messages"
                    times[which].append(await _timed(talk, http.post(path, body, talk.cookie)))

        shares = [list(range(TALKS))[number::WRITERS] for number in range(WRITERS)]
        await asyncio.gather(*(write(share, WARM_UP // WRITERS) for share in shares))
        for kept in times:
            kept.clear()
        await asyncio.gather(*(write(share, MESSAGES // WRITERS) for share in shares))
    return times


async def _timed(talk: Talk, sending: Awaitable[None]) -> float:
    talk.heard = asyncio.get_running_loop().create_future()
    started = time.perf_counter()
    heard_at: list[float] = []
    talk.heard.add_done_callback(lambda _done: heard_at.append(time.perf_counter()))
    await sending
    await asyncio.wait_for(talk.heard, 30)
    await asyncio.sleep(0)
    return heard_at[0] - started


def _hears(talk: Talk) -> Callable[[], None]:
    def hear() -> None:
        if talk.heard and not talk.heard.done():
            talk.heard.set_result(None)

    return hear


async def memory_of_a_socket(path: Callable[[int], str], cookie: str) -> float:
    """Bytes of the server's memory for each of `HELD` sockets, all of which are open and answer."""
    async with server() as (port, process), AsyncExitStack() as stack:

        async def open_some(numbers: range) -> None:
            opened = await asyncio.gather(*(_open(stack, port, path(number), cookie) for number in numbers))
            assert all(one.state.name == "OPEN" for one in opened)

        await open_some(range(OPENING))
        await asyncio.sleep(3)
        before = process.memory_info().rss
        for first in range(OPENING, HELD + OPENING, OPENING):
            await open_some(range(first, first + OPENING))
        await asyncio.sleep(5)  # two checks of all of them
        return (process.memory_info().rss - before) / HELD


async def _open(stack: AsyncExitStack, port: int, path: str, cookie: str) -> ClientConnection:
    opened: ClientConnection = await stack.enter_async_context(_socket(port, path, cookie))
    return opened


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def main() -> None:
    desk = prepare()
    ours, bare = asyncio.run(latencies(desk))
    talks = desk.talks
    held = asyncio.run(memory_of_a_socket(lambda number: f"/ws/chat/{talks[number % TALKS].public_id}/", desk.cookie))
    held_bare = asyncio.run(memory_of_a_socket(lambda number: f"/ws/bare/{number % TALKS}", ""))
    tell(
        [
            Measure("chat: POST to the other's socket, p95", p95(ours) * 1e3, p95(bare) * 1e3, "ms", 3, at_least=False),
            Measure(f"chat: a held socket, {HELD}", held / 1024, held_bare / 1024, "KiB", 1.25, at_least=False),
        ]
    )


if __name__ == "__main__":
    main()
