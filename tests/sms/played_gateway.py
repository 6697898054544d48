"""An SMS gateway over HTTP, played by a server of its own on a free port of 127.0.0.1.

with PlayedGateway() as gateway:
    gateway.will(accept("a-1"))       # what it does with the next request; then it accepts again
    gateway.will(cut_after_reading)
    ...
    assert gateway.asked[0].json["to"] == "79031234567"

It knows nothing of the portal's code: signatures are checked by `is_signed`, written from the documentation.
"""

import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Behaviour = Callable[["Handler"], None]


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int  # of which client port it came

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    def is_signed(self, secret: str) -> bool:
        timestamp = self.headers["x-portal-timestamp"]
        text = b".".join([timestamp.encode(), b"POST", self.path.encode(), self.body])
        fresh = abs(time.time() - int(timestamp)) < 300
        return (
            fresh and self.headers["x-portal-signature"] == hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers["content-length"]))
        self.server.asked.append(Asked(self.path, headers, body, self.client_address[1]))
        behaviour = self.server.script.pop(0) if self.server.script else accept()
        behaviour(self)

    def answer(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Behaviour] = []
        self.asked: list[Asked] = []

    def handle_error(self, *_args: Any) -> None:
        pass  # who cuts connections meets errors


@dataclass
class PlayedGateway:
    certificate: tuple[str, str] | None = None  # files of the certificate and its key: it speaks TLS
    server: Server = field(default_factory=Server)

    def __enter__(self) -> "PlayedGateway":
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self.server.server_address[1]}/send?account=7"

    @property
    def asked(self) -> list[Asked]:
        return self.server.asked

    def will(self, *behaviours: Behaviour) -> None:
        self.server.script += behaviours


def accept(*parts: str, status: int = 200) -> Behaviour:
    body = json.dumps({"parts": parts} if parts else {}).encode()
    return lambda handler: handler.answer(status, body)


def answer(status: int, body: bytes = b"{}", **headers: str) -> Behaviour:
    return lambda handler: handler.answer(status, body, **headers)


def cut_after_reading(handler: Handler) -> None:
    handler.cut()


def cut_in_the_answer(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"parts": ["a')
    handler.cut()


def silent(seconds: float) -> Behaviour:
    def keep_silent(handler: Handler) -> None:
        time.sleep(seconds)
        handler.cut()

    return keep_silent


def dripping(seconds: float) -> Behaviour:
    """A byte of the head now and then: no time-out of a socket ever passes."""

    def drip(handler: Handler) -> None:
        until = time.monotonic() + seconds
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while time.monotonic() < until:
            handler.wfile.write(b"x")
            time.sleep(0.05)

    return drip
