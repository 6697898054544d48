"""Asking another site something within a time, whatever it does.

Time-outs of sockets alone would not do: a site that sends one byte a second never lets them pass. So every connection
is cut when the time of the whole page is over; the thread that waits for it gets an error at once. Other sites
that people sign in by and providers of payments are asked so.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter

_deadline: ContextVar[float | None] = ContextVar("http_deadline", default=None)
ALONE = 5.0  # seconds for a question that is asked outside of `within`


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that is asked inside takes `seconds` at most, together."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


class _NotingAdapter(HTTPAdapter):
    """Remembers the sockets it opened, to cut them: a connection lets go of its own as soon as it has the headers."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []
        super().__init__()

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        plain, sockets = pool.ConnectionCls, self.sockets

        def noted(*args: Any, **kwargs: Any) -> Any:
            connection: Any = plain(*args, **kwargs)
            connect = connection.connect

            def connect_and_note() -> None:
                connect()
                sockets.append(connection.sock)

            connection.connect = connect_and_note
            return connection

        pool.ConnectionCls = noted  # type: ignore[assignment]
        return pool

    def cut(self) -> None:
        for each in self.sockets:
            with suppress(OSError):  # closed already
                each.shutdown(socket.SHUT_RDWR)


class BoundedSession(requests.Session):
    """Follows no redirect (a secret goes where it was meant to go, or nowhere) and keeps to the time of `within`."""

    def request(self, method: Any, url: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        deadline = _deadline.get()
        left = ALONE if deadline is None else deadline - time.monotonic()
        if left <= 0:
            raise requests.Timeout("no time is left")
        adapter = _NotingAdapter()
        self.mount("http://", adapter)
        self.mount("https://", adapter)
        late = threading.Event()

        def end() -> None:
            late.set()
            adapter.cut()

        timer = threading.Timer(left, end)
        timer.daemon = True
        timer.start()
        try:
            response = super().request(method, url, **{**kwargs, "timeout": left, "allow_redirects": False})
        except requests.RequestException as error:
            raise (requests.Timeout("it was cut") if late.is_set() else error) from error
        finally:
            timer.cancel()
        if late.is_set():  # an answer without a length ends where it is cut
            raise requests.Timeout("it was cut")
        return response
