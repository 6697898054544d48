"""What this process knows of answers: made of the database, and anew when the knowledge changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from time import monotonic
from uuid import UUID

from django.conf import settings

from chat.bot.index import Index, Stored
from chat.models import Answer, KnowledgeVersion, Phrasing


@dataclass(frozen=True, slots=True)
class Known:
    version: UUID | None
    index: Index
    ids: dict[str, int]  # of active answers, by slug


class Current:
    """Looks at the version of the knowledge at most every `BOT_CHECK_SECONDS`, in one query by the primary key.

    One thread makes a new index; others go on with the old one meanwhile, and wait only where there is none yet.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: Known | None = None
        self._looked = float("-inf")

    def known(self) -> Known:
        """What is known now, or was a moment ago."""
        known = self._known
        if known is not None and monotonic() - self._looked < settings.BOT_CHECK_SECONDS:
            return known
        if known is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return known
        try:
            return self._looked_after()
        finally:
            self._lock.release()

    def _looked_after(self) -> Known:
        version = KnowledgeVersion.objects.values_list("version", flat=True).first()  # before the rows: never too new
        if self._known is None or self._known.version != version:
            ids = dict(Answer.objects.filter(active=True).values_list("slug", "pk"))
            self._known = Known(version, _index(_stored()), ids)
        self._looked = monotonic()
        return self._known


@lru_cache(maxsize=2)
def _index(stored: tuple[Stored, ...]) -> Index:
    """Making one takes a second or two; words of an answer, and what is put back, change nothing of it."""
    return Index(stored)


def _stored() -> tuple[Stored, ...]:
    rows = Phrasing.objects.filter(answer__active=True).order_by("answer__slug", "language", "text")
    return tuple(Stored(*row) for row in rows.values_list("answer__slug", "language", "text"))


CURRENT = Current()
