"""What becomes of files that were taken in: they are kept, served, or they go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, HttpResponse

from cabinet.core.errors import NotFound
from chat.models import StoredFile

ORPHANS_LIVE = timedelta(hours=1)
BATCH = 50  # files a sweep removes at most; the rest wait for the next second
# Whatever it holds, it is nothing but a file: no script runs, nothing is loaded, and nobody frames it.
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


def keep(*, files: Collection[StoredFile], now: datetime) -> None:
    """Within a transaction that hangs `files` on something: from now on they stay. Raises `NotFound` for what is gone
    already, or hangs elsewhere."""
    keys = [file.pk for file in files]
    if StoredFile.objects.filter(pk__in=keys, kept_at=None).update(kept_at=now) != len(keys):
        raise NotFound


def serve(file: StoredFile, *, small: bool = False) -> HttpResponse:
    """The file, or the small picture of it, as an attachment. Who may have it was asked before."""
    name = file.small if small and file.small else file.file
    if not default_storage.exists(name):
        raise NotFound
    answer = cast(HttpResponse, FileResponse(default_storage.open(name), as_attachment=True, filename=file.name))
    answer.headers["Content-Type"] = "application/pdf" if name.endswith(".pdf") else "image/jpeg"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def remove(files: Collection[StoredFile]) -> None:
    """Within a transaction: the rows go, and with the commit the files themselves. What points at them goes before."""
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    for file in files:
        for name in filter(None, (file.file, file.small)):
            transaction.on_commit(partial(default_storage.delete, name), robust=True)


def tidy(now: datetime) -> int:
    """Remove what hung on nothing for an hour: uploads that were refused or never sent. Returns how many."""
    with transaction.atomic():
        orphans = StoredFile.objects.select_for_update(skip_locked=True)
        found = list(orphans.filter(kept_at=None, created_at__lt=now - ORPHANS_LIVE).order_by("created_at")[:BATCH])
        remove(found)
    return len(found)
