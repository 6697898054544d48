"""What the dispatcher does for reports, without the broker: makes what nobody makes, deletes what is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Q, QuerySet
from django.utils import timezone

from billing.models import Report, ReportStatus, ReportTrouble
from billing.reports.files import delete_files
from billing.reports.services.make import ATTEMPTS, due, make_report
from cabinet.core.sweeps import alongside

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=10)  # that a worker may take to begin what a person waits for
BATCH = 100


def something_is_due(now: datetime) -> bool:
    """Whether `do_due` would have anything to do."""
    return any(found.exists() for found in (_waiting(now), _over(now), _hopeless(now)))


def do_due(now: datetime) -> int:
    """Expire, give up and make what is due; returns how many reports were made. One that breaks stops no others."""
    forget_expired(now=now)
    _give_up_hopeless(now)
    made = 0
    while (report_id := _next(timezone.now())) is not None:
        try:
            made += make_report(report_id=report_id, now=timezone.now())
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("report %s could not be made", report_id)
    return made


sweep = alongside(do_due, something_is_due)  # a long report must not keep an SMS waiting


def forget_expired(*, now: datetime) -> int:
    """Delete the files whose time is over; returns how many. The file goes first: a row without a file is found again,
    a file without a row would be forgotten for ever."""
    gone = 0
    for report in _over(now).order_by("expires_at")[:BATCH]:
        delete_files(report)
        gone += Report.objects.filter(pk=report.pk, status=ReportStatus.READY).update(
            status=ReportStatus.EXPIRED, file=""
        )
    return gone


def _next(now: datetime) -> int | None:
    """What a person waits for goes before what comes by itself every month."""
    waiting = _waiting(now).order_by("pk").values_list("pk", flat=True)
    asked_for = waiting.filter(subscription=None).first()
    return asked_for if asked_for is not None else waiting.first()


def _waiting(now: datetime) -> QuerySet[Report]:
    fresh = Q(status=ReportStatus.QUEUED, subscription=None, created_at__gt=now - GRACE)
    return due(now).exclude(fresh)


def _over(now: datetime) -> QuerySet[Report]:
    return Report.objects.filter(status=ReportStatus.READY, expires_at__lte=now)


def _hopeless(now: datetime) -> QuerySet[Report]:
    """Whoever made them died, each time."""
    return Report.objects.filter(status=ReportStatus.WORKING, lease_until__lte=now, attempts__gte=ATTEMPTS)


def _give_up_hopeless(now: datetime) -> None:
    for report in _hopeless(now)[:BATCH]:
        delete_files(report)
        _hopeless(now).filter(pk=report.pk).update(
            status=ReportStatus.FAILED, trouble=ReportTrouble.BROKEN, lease_until=None
        )
