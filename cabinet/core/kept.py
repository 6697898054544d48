"""What was read from the database and is the same for everybody, kept by a process for some seconds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")


class Kept(Generic[T]):
    """What `read` gave, for `PAGES_KEPT_SECONDS`: what staff change, every process shows within that time.

    Threads share what was read, so it must not be changed. Two that find it old may both read it.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        kept = self._kept
        if kept is None or kept[0] <= monotonic():
            self._kept = kept = (monotonic() + settings.PAGES_KEPT_SECONDS, self._read())
        return kept[1]

    def forget(self) -> None:
        """Read again at the next use."""
        self._kept = None
