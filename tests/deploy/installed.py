"""An installation under test, and ways to knock at it: through nginx as anybody, or at its servers as nginx does."""

import json
import re
import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

HOST = "portal.example"
ANYBODY, GATEWAY = "127.0.0.7", "127.64.0.10"  # from where a request comes to nginx
NGINX, PAST_NGINX = "127.0.0.1", "127.0.0.9"  # from where it comes to the portal's servers
Headers = list[tuple[str, str]]


@dataclass
class Installed:
    """Ports of granian (`pages`), uvicorn (`sockets`) and nginx (`front`, and `plain_front` without TLS)."""

    var: Path
    pages: int
    sockets: int
    database_url: str
    front: int = 0
    plain_front: int = 0
    trusts: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def browser(self, whence: str = ANYBODY) -> httpx.Client:
        """A browser that opens the portal by its name, through nginx."""
        return httpx.Client(
            base_url=f"https://{HOST}:{self.front}",
            transport=_Here(httpx.HTTPTransport(verify=self.trusts, local_address=whence)),
            timeout=30,
        )

    def server(self, port: int, whence: str = NGINX) -> httpx.Client:
        """What asks one of the portal's servers as nginx does."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Host": HOST, "X-Forwarded-Proto": "https"},
            transport=httpx.HTTPTransport(local_address=whence),
            timeout=30,
        )

    def raw(self, request: bytes, whence: str = ANYBODY) -> bytes:
        """The answer to bytes that no client library would send."""
        plain = socket.create_connection(("127.0.0.1", self.front), timeout=30, source_address=(whence, 0))
        with self.trusts.wrap_socket(plain, server_hostname=HOST) as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65536):
                answer += part
            return answer

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]

    def log(self, name: str) -> str:
        return (self.var / "logs" / f"{name}.log").read_text()


class _Here(httpx.BaseTransport):
    """Finds the portal's name on this machine."""

    def __init__(self, transport: httpx.HTTPTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
        here = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1"),
            headers=[(b"Host", HOST.encode()), *headers],
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": HOST},
        )
        return self._transport.handle_request(here)


def arrived(answer: httpx.Response) -> dict[str, str]:
    """What the portal's server handed over (see `tests.deploy.seen`)."""
    told: dict[str, str] = json.loads(answer.headers["X-Arrived"])
    return told


def offered(answer: httpx.Response) -> str:
    """The number as which the page offers to sign in, or nothing."""
    found = re.search(r"Войти как ([\d -]+\d)", answer.text)
    return found[1] if found else ""


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
