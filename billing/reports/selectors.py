"""Whose reports there are, and who may have them now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage

from billing.models import Report, ReportStatus
from billing.selectors import view_for
from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound

SHOWN = 20


def reports_of(*, user: User, line: Line) -> list[Report]:
    """The newest that `user` has of `line`; whether they may see any is asked by the caller."""
    return list(Report.objects.filter(user=user, line=line).order_by("-pk")[:SHOWN])


def report_for(*, user: User, public_id: UUID, now: datetime) -> Report:
    """A report of the person's own, while they may see what it tells of: who saw the whole account and now sees one
    line has no right to the file of before. Raises `NotFound`."""
    report = Report.objects.select_related("line__contract").filter(user=user, public_id=public_id).first()
    if report is None:
        raise NotFound
    if view_for(user=user, line=report.line, now=now).whole < report.whole:
        raise NotFound
    return report


def file_for(*, user: User, public_id: UUID, now: datetime) -> Report:
    """The same, with a file to download. Raises `NotFound`."""
    report = report_for(user=user, public_id=public_id, now=now)
    over = report.expires_at is None or report.expires_at <= now
    if report.status != ReportStatus.READY or over or not default_storage.exists(report.file):
        raise NotFound
    return report
