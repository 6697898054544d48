"""One HTTP request, its answer, and, when there is none, whether the request had left.

That is what matters here: what was not written was not accepted, and can be sent again; what was written and not
answered may have been. So the body says itself when the connection began to take it.
"""

from __future__ import annotations

import io
import json
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

LONGEST_ANSWER = 64 * 1024  # bytes


@dataclass(frozen=True)
class Question:
    """A POST that is ready to leave."""

    url: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The object in the body; empty where there is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class NotWritten:
    """It never left, so nobody acted on it."""

    reason: str


@dataclass(frozen=True)
class NotAnswered:
    """It left, at least in part, and no whole answer came."""

    reason: str


class Wire:
    """A pool of connections; `post` may be called from several threads.

    `timeout` seconds for connecting, as many for the head of the answer, and as many for the rest. No redirect is
    followed, no cookie kept, no proxy or password taken from the environment; `ca` is a file of certificates to trust
    instead of the usual ones.
    """

    def __init__(self, *, timeout: float, connections: int, ca: str = "") -> None:
        self._timeout = timeout
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca or True
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = _Adapter(timeout, connections)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def post(self, question: Question) -> Answer | NotWritten | NotAnswered:
        """Ask, once. Never raises for what the network or the other side does."""
        body = _Body(question.body)
        request = requests.Request("POST", question.url, data=body, headers=dict(question.headers)).prepare()
        try:
            with self._session.send(
                request, stream=True, allow_redirects=False, timeout=self._timeout, verify=self._session.verify
            ) as response:
                return Answer(response.status_code, response.headers, self._read(response))
        except (requests.RequestException, OSError) as error:
            # The name alone: the text of the error may hold the address with a secret.
            reason = type(error).__name__
            return NotAnswered(reason) if body.begun else NotWritten(reason)

    def close(self) -> None:
        self._session.close()

    def _read(self, response: requests.Response) -> bytes:
        until, read = time.monotonic() + self._timeout, b""
        for chunk in response.iter_content(8192):
            read += chunk
            if len(read) > LONGEST_ANSWER or time.monotonic() > until:
                raise requests.ReadTimeout
        return read


class _Body(io.BytesIO):
    """`begun` once the connection, which is open by then and has sent the headers, asks for the first byte."""

    begun = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.begun = True
        return super().read(size)


class _Adapter(HTTPAdapter):
    def __init__(self, seconds: float, connections: int) -> None:
        self._seconds = seconds
        super().__init__(pool_connections=2, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        seconds = self._seconds

        class Plain(_Bounded, HTTPConnection):
            within = seconds

        class Secure(_Bounded, HTTPSConnection):
            within = seconds

        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure}),
        }


class _Bounded:
    """A connection that is cut when the head of an answer is not whole within its time: time-outs of a socket never
    pass while it gets a byte now and then."""

    within: float
    sock: socket.socket

    def getresponse(self, *args: Any, **kwargs: Any) -> Any:
        late = threading.Event()

        def cut(sock: socket.socket = self.sock) -> None:
            late.set()
            with suppress(OSError):  # closed already
                sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.within, cut)
        timer.daemon = True
        timer.start()
        try:
            response = super().getresponse(*args, **kwargs)  # type: ignore[misc]
        finally:
            timer.cancel()
        if late.is_set():  # a head ends where it is cut, and looks whole
            raise TimeoutError
        return response
