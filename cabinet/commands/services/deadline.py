"""Answering a machine in time: it waits for a second, and the person for the machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction


class TooSlow(OperationalError):
    """The time is over; nothing was done."""


class Deadline:
    """`COMMAND_TIME` seconds from now, for all that the database is asked until then."""

    def __init__(self) -> None:
        self.at = time.monotonic() + settings.COMMAND_TIME

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction within what is left of the time: past it the next statement raises `TooSlow`, and one that
        waits beyond it, for a lock or for a slow disk, ends by an `OperationalError`. Either undoes all of it."""
        limit = f"{max(1, round((self.at - time.monotonic()) * 1000))}ms"
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [limit])  # waits for locks, too
            with connection.execute_wrapper(self._in_time):
                yield

    def _in_time(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if time.monotonic() > self.at:
            raise TooSlow
        return execute(sql, params, many, context)
