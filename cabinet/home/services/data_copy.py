"""«Скачать мои данные»: ordered, made by a worker, fetched within a day, forgotten (A15)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.personal.own import own_lines
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.notify import notify
from cabinet.core.errors import NotFound
from cabinet.core.jobs import wake
from cabinet.core.net import NOWHERE, Origin
from cabinet.home.archive import write_archive
from cabinet.home.events import COPY
from cabinet.home.models import DataCopy
from cabinet.home.texts import COPY_READY, copy_ready_facts
from cabinet.requests.models import OPEN, Request, RequestStatus
from cabinet.requests.services.steps import look_again, move, open_request
from cabinet.sms.quiet import is_awaited

KIND = "data_copy"
LASTS = timedelta(hours=24)
GRACE = timedelta(seconds=10)  # that a worker may take to begin; then the dispatcher does it
LOCK = 0x636F7079  # "copy": the first of an advisory lock's two numbers


@transaction.atomic
def order_copy(*, user: User, language: str, now: datetime, origin: Origin = NOWHERE) -> Request:
    """Ask for a copy of everything that is kept about `user`. While one is being made, it is that one."""
    before = Request.objects.filter(user=user, kind=KIND).count()
    request = open_request(
        kind=KIND,
        now=now,
        user=user,
        origin=origin,
        payload={"language": language},
        next_step_at=now + GRACE,
        only_one=f"{KIND}:{user.pk}",
    )
    if Request.objects.filter(user=user, kind=KIND).count() > before:
        record(SecurityEventKind.DATA_ORDERED, now=now, user=user, origin=origin)
        wake("home.make_data_copy", request_id=request.pk)
    return request


def make_copy(request: Request, now: datetime) -> None:
    """Make the archive unless it was made, or is being made at this moment. A crash leaves nothing but the request,
    which is taken up again; the file has one name, so that it is one file however often this runs."""
    look_again(request, at=now + timedelta(seconds=settings.DATA_COPY_LEASE))
    with _alone(request.pk) as alone:
        request.refresh_from_db()
        if not alone or request.status not in OPEN or request.user is None:
            return
        name = f"my-data/{request.public_id}.zip"
        size = _store(request.user, str(request.payload.get("language", "ru")), now, name)
        with transaction.atomic():
            old = _replace(request.user, request, name, size, now)
            if not move(request, to=RequestStatus.DONE, now=now):
                raise RuntimeError("the request ended while its copy was made")
            notify(
                event=COPY.name,
                user=request.user,
                template=COPY_READY.name,
                facts=copy_ready_facts(),
                now=now,
                dedup_key=f"data-copy:{request.pk}",
                urgent=is_awaited(request.created_at, now),
            )
        if old and old != name:
            default_storage.delete(old)


def living_copy(user: User, now: datetime) -> DataCopy | None:
    """What `user` may fetch now."""
    return DataCopy.objects.filter(user=user, until__gt=now).select_related("request").first()


def fetch_copy(*, user: User, public_id: UUID, now: datetime, origin: Origin = NOWHERE) -> DataCopy:
    """The copy behind a link, for whom it was made, while it lasts. Raises `NotFound`."""
    copy = living_copy(user, now)
    if copy is None or copy.request.public_id != public_id or not default_storage.exists(copy.file):
        raise NotFound
    record(SecurityEventKind.DATA_DOWNLOADED, now=now, user=user, origin=origin)
    return copy


def forget_copies(*, now: datetime) -> int:
    """Delete the archives whose day is over; returns how many."""
    return _forget(DataCopy.objects.filter(until__lte=now))


def forget_copy_of(user: User) -> None:
    """Delete the archive of `user`, once the transaction commits."""
    copies = list(DataCopy.objects.filter(user=user))
    DataCopy.objects.filter(user=user).delete()
    for copy in copies:
        transaction.on_commit(lambda name=copy.file: default_storage.delete(name), robust=True)  # type: ignore[misc]


def _forget(copies: QuerySet[DataCopy]) -> int:
    """The file goes first: a row without a file is found again, a file without a row would be forgotten for ever."""
    gone = 0
    for copy in copies:
        default_storage.delete(copy.file)
        gone += DataCopy.objects.filter(pk=copy.pk).delete()[0]
    return gone


def _store(user: User, language: str, now: datetime, name: str) -> int:
    line = own_lines(user).first()
    zone = line.contract.time_zone if line else settings.TIME_ZONE
    with tempfile.TemporaryFile() as file, timezone.override(ZoneInfo(zone)):
        write_archive(user=user, language=language, now=now, to=file)
        size = file.tell()
        file.seek(0)
        default_storage.delete(name)  # what a crash left
        default_storage.save(name, File(file))
    return size


def _replace(user: User, request: Request, name: str, size: int, now: datetime) -> str:
    """One copy a person: the new one takes the place of the old, whose file is returned."""
    old = DataCopy.objects.select_for_update().filter(user=user).first()
    if old is not None:
        DataCopy.objects.filter(pk=old.pk).delete()
    DataCopy.objects.create(request=request, user=user, file=name, size=size, until=now + LASTS)
    return old.file if old else ""


@contextmanager
def _alone(key: int) -> Iterator[bool]:
    """Whether nobody else makes this copy; a process that dies lets go by dying."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, key % 2**31])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, key % 2**31])
