"""Reports for the matrix of access."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from billing.models import Report, ReportFormat
from billing.periods import this_month
from billing.reports.services.make import make_report
from billing.reports.services.order import order_report
from cabinet.accounts.models import Line, User


def report(_world: Any, line: Line) -> Report:
    """The owner's, made and waiting."""
    assert line.contract.owner is not None
    return _made(line.contract.owner, line)


def managers_report(world: Any, line: Line) -> Report:
    """Of the line's manager; the other line has none, and its owner stands in."""
    return _made(world.people["manager"] if line == world.lines["own"] else line.contract.owner, line)


def _made(person: User, line: Line) -> Report:
    now = timezone.now()
    period = this_month(now, ZoneInfo(line.contract.time_zone))
    report = order_report(
        user=person, line=line, format=ReportFormat.PDF, period=period, by_email=False, language="ru", now=now
    )
    make_report(report_id=report.pk, now=now)
    return report
