"""Making a report: claimed by a conditional update, kept by a lease, published once.

A killed worker's lease runs out, and the report is taken again from the beginning. `attempts` is the claim's number:
whoever lost the lease finds another number there, and nothing of theirs is published.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from billing.models import Report, ReportFormat, ReportStatus, ReportSubscription, ReportTrouble
from billing.periods import Period
from billing.reports.contents import Contents
from billing.reports.files import delete_files, name_of, workshop
from billing.reports.pdf import write_pdf
from billing.reports.services.letter import send_letter
from billing.reports.xlsx import write_xlsx
from billing.selectors import statement, view_for
from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound

ATTEMPTS = 3  # of those who die while they make it
PACKED_A_SECOND = 1000  # rows, on a very slow machine
TELL_EVERY = 0.5  # seconds between what the page is told of progress
WRITERS = {ReportFormat.XLSX.value: write_xlsx, ReportFormat.PDF.value: write_pdf}


class TooLong(Exception):
    """More rows than a file of that kind may have."""


class Lost(Exception):
    """The report is not ours any more: another makes it, or nobody needs it."""


def make_report(*, report_id: int, now: datetime) -> bool:
    """Make the report unless it is made, or being made; returns whether it was. May run twice, late, or never end."""
    report = _claim(report_id, now)
    if report is None:
        return False
    try:
        _make(report, now)
    except NotFound:
        _give_up(report, ReportTrouble.NO_ACCESS, now)
    except TooLong:
        _give_up(report, ReportTrouble.TOO_LONG, now)
    except Lost:
        default_storage.delete(name_of(report, report.attempts))
    return True


def due(now: datetime) -> QuerySet[Report]:
    """What waits to be made, and what those who died left."""
    waits = Q(status=ReportStatus.QUEUED) | Q(status=ReportStatus.WORKING, lease_until__lte=now)
    return Report.objects.filter(waits, attempts__lt=ATTEMPTS)


def _claim(report_id: int, now: datetime) -> Report | None:
    claimed = (
        due(now)
        .filter(pk=report_id)
        .update(status=ReportStatus.WORKING, attempts=F("attempts") + 1, lease_until=_lease(), done_rows=0)
    )
    if not claimed:
        return None
    return Report.objects.select_related("user", "line__contract", "subscription").get(pk=report_id)


def _make(report: Report, now: datetime) -> None:
    contents = _contents(report, now)
    rows = contents.count()
    if rows > settings.REPORT_ROWS[report.format]:
        raise TooLong
    report.all_rows = rows
    _keep(report, all_rows=rows)
    name = name_of(report, report.attempts)
    with workshop() as folder:
        path = folder / f"report.{report.format}"
        with translation.override(report.language):
            WRITERS[report.format](contents, str(path), Progress(report))
        size = path.stat().st_size
        with path.open("rb") as file:
            default_storage.delete(name)
            default_storage.save(name, File(file))
    _publish(report, contents, name, size)


def _contents(report: Report, now: datetime) -> Contents:
    """What the person may see at this moment, whatever they might when they ordered it. Raises `NotFound`."""
    view = view_for(user=report.user, line=report.line, now=now)
    zone = ZoneInfo(report.line.contract.time_zone)
    of = statement(view=view, period=Period(report.from_date, report.to_date, zone))
    return Contents(line=report.line, statement=of, made_at=now.astimezone(zone))


@transaction.atomic
def _publish(report: Report, contents: Contents, name: str, size: int) -> None:
    """Ready, and told of, in one transaction. Access is asked once more, of what the database says of it by now: the
    file may have been long in the making."""
    now = timezone.now()
    line = Line.objects.select_related("contract").get(pk=report.line_id)
    user = User.objects.get(pk=report.user_id)
    if view_for(user=user, line=line, now=now).whole < contents.whole:
        raise NotFound
    published = _mine(report).update(
        status=ReportStatus.READY,
        file=name,
        size=size,
        whole=contents.whole,
        done_rows=F("all_rows"),
        ready_at=now,
        expires_at=now + timedelta(days=settings.REPORT_KEPT_DAYS),
        lease_until=None,
    )
    if not published:
        raise Lost
    report.refresh_from_db(fields=["user", "by_email", "ready_at", "expires_at"])
    if report.by_email:
        send_letter(report, now)
    transaction.on_commit(lambda: _sweep_up(report, name), robust=True)


def _sweep_up(report: Report, name: str) -> None:
    if report.attempts > 1:
        delete_files(report, but=name)


def _give_up(report: Report, trouble: ReportTrouble, now: datetime) -> None:
    delete_files(report)
    _mine(report).update(status=ReportStatus.FAILED, trouble=trouble, lease_until=None)
    if trouble == ReportTrouble.NO_ACCESS and report.subscription_id:
        ReportSubscription.objects.filter(pk=report.subscription_id, stopped_at=None).update(stopped_at=now)


class Progress:
    """Counts rows, and now and then says so, which keeps the lease."""

    def __init__(self, report: Report) -> None:
        self._report, self._rows, self._told = report, 0, time.monotonic()

    def __call__(self, rows: int) -> None:
        self._rows += rows
        if self._rows % 200 == 0 and time.monotonic() - self._told > TELL_EVERY:
            _keep(self._report, done_rows=self._rows)
            self._told = time.monotonic()


def _keep(report: Report, **fields: int) -> None:
    if not _mine(report).update(lease_until=_lease(report.all_rows), **fields):
        raise Lost


def _mine(report: Report) -> QuerySet[Report]:
    return Report.objects.filter(pk=report.pk, status=ReportStatus.WORKING, attempts=report.attempts)


def _lease(rows: int = 0) -> datetime:
    """Counted from the real clock, whenever the work began, and longer for more `rows`: a library that packs all of
    them in the end says nothing meanwhile."""
    return timezone.now() + timedelta(seconds=settings.REPORT_LEASE + rows / PACKED_A_SECOND)
