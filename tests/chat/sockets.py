"""Sockets in tests: the portal's own stack (origin, session, routing), the real channel layer.

`channels.testing` needs daphne, which the portal does not; asgiref's communicator does the same work.
"""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.test import Client

from cabinet.sockets import sockets

ORIGIN = "http://127.0.0.1:8000"


class Socket:
    """`async with Socket("/ws/desk/", client) as socket: await socket.frame()`."""

    def __init__(self, path: str, client: Client | None = None, origin: str = ORIGIN) -> None:
        headers = [(b"origin", origin.encode()), (b"host", b"127.0.0.1:8000")]
        if client is not None:
            cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
            headers.append((b"cookie", cookie.encode()))
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": headers, "subprotocols": []}
        self._ends = ApplicationCommunicator(sockets, scope)

    async def connects(self) -> bool:
        await self._ends.send_input({"type": "websocket.connect"})
        return bool((await self._ends.receive_output(5))["type"] == "websocket.accept")

    async def __aenter__(self) -> "Socket":
        assert await self.connects()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._ends.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._ends.wait(5)

    async def say(self, frame: str | bytes | dict[str, Any]) -> None:
        """Send a frame as a browser would."""
        text = json.dumps(frame) if isinstance(frame, dict) else frame
        kind = "bytes" if isinstance(text, bytes) else "text"
        await self._ends.send_input({"type": "websocket.receive", kind: text})

    async def frame(self, timeout: float = 5) -> dict[str, Any]:
        output = await self._ends.receive_output(timeout)
        assert output["type"] == "websocket.send", output
        frame: dict[str, Any] = json.loads(output["text"])
        return frame

    async def is_silent(self, seconds: float) -> bool:
        return await self._ends.receive_nothing(seconds)

    async def code(self, timeout: float = 8) -> int:
        """The code with which the server closes the socket, whatever it says before."""
        while True:
            output = await self._ends.receive_output(timeout)
            if output["type"] == "websocket.close":
                return int(output["code"])


def chat_path(conversation: Any) -> str:
    return f"/ws/chat/{conversation.public_id}/"
