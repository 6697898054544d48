"""The index of this process: made of the database, and anew when the knowledge changed."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from uuid import UUID

from django.conf import settings

from chat.bot.index import Index, Stored
from chat.models import KnowledgeVersion, Phrasing


class Current:
    """Looks at the version of the knowledge at most every `BOT_CHECK_SECONDS`, in one query by the primary key.

    One thread makes a new index; others go on with the old one meanwhile, and wait only where there is none yet.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[UUID | None, Index] | None = None
        self._looked = float("-inf")

    def index(self) -> Index:
        kept = self._kept
        if kept is not None and monotonic() - self._looked < settings.BOT_CHECK_SECONDS:
            return kept[1]
        if not self._lock.acquire(blocking=kept is None):
            return kept[1]  # type: ignore[index]  # not None: the lock was not waited for
        try:
            return self._looked_after()
        finally:
            self._lock.release()

    def _looked_after(self) -> Index:
        version = KnowledgeVersion.objects.values_list("version", flat=True).first()  # before the rows: never too new
        if self._kept is None or self._kept[0] != version:
            self._kept = version, Index(list(_stored()))
        self._looked = monotonic()
        return self._kept[1]


def _stored() -> list[Stored]:
    rows = Phrasing.objects.filter(answer__active=True).order_by("pk")
    return [Stored(*row) for row in rows.values_list("answer_id", "answer__slug", "language", "text")]


CURRENT = Current()
